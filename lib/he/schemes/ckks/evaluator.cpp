#include "he/schemes/ckks/evaluator.h"

#include "he/schemes/ckks/compiled_network.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/planner.h"

namespace he::schemes::ckks {

CkksEvaluator::CkksEvaluator(SchemeInfo scheme, std::optional<std::uint64_t> seed)
    : scheme_(std::move(scheme)),
      parameters_(parameters_of(scheme_)),
      layout_(data_layout(parameters_)),
      rerandomizer_(scheme_, parameters_, seed) {
  scheme_.seeded = scheme_.seeded || seed.has_value();
}

std::unique_ptr<Plan> CkksEvaluator::plan(const NetworkView& network) const {
  return std::make_unique<CompiledNetwork>(plan_under(network, parameters_), &rerandomizer_);
}

}  // namespace he::schemes::ckks
