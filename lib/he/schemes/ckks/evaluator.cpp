#include "he/schemes/ckks/evaluator.h"

#include "he/error.h"
#include "he/schemes/ckks/compiled_network.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/planner.h"
#include "he/tensor/key_id.h"

namespace he::schemes::ckks {

CkksEvaluator::CkksEvaluator(SchemeInfo scheme, std::optional<std::uint64_t> seed)
    : scheme_(std::move(scheme)),
      parameters_(parameters_of(scheme_)),
      layout_(data_layout(parameters_)),
      rerandomizer_(scheme_, parameters_, seed) {
  // Whoever exchanged a public value on the way could take the masks off results.
  if (scheme_.key_id != key_id_of(scheme_))
    throw DataError("the key id is not that of the public values: one of them was changed");
  scheme_.seeded = scheme_.seeded || seed.has_value();
}

std::unique_ptr<Plan> CkksEvaluator::plan(const NetworkView& network) const {
  return std::make_unique<CompiledNetwork>(plan_under(network, parameters_), &rerandomizer_);
}

}  // namespace he::schemes::ckks
