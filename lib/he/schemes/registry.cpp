#include "he/schemes/registry.h"

#include "he/error.h"
#include "he/schemes/more/matrix_evaluator.h"
#include "he/schemes/more/plane_evaluator.h"
#include "he/schemes/plain/evaluator.h"

namespace he::schemes {
namespace {

template <class T>
std::unique_ptr<Evaluator> make(const SchemeInfo& scheme, Representation representation) {
  const bool matrix = representation == Representation::matrix;
  if (scheme.scheme == "plain" && matrix)
    throw UsageError(
        "--representation matrix is for data encrypted under the scheme 'more'; these data are not "
        "encrypted");
  if (scheme.scheme == "plain") return std::make_unique<PlainEvaluator<T>>();
  if (scheme.scheme == "more" && matrix) return std::make_unique<more::MatrixEvaluator<T>>(scheme);
  if (scheme.scheme == "more") return std::make_unique<more::PlaneEvaluator<T>>(scheme);
  throw Unsupported("encrypted under the scheme '" + scheme.scheme +
                    "', which this version does not know; it knows: plain, more");
}

}  // namespace

std::unique_ptr<Evaluator> make_evaluator(const SchemeInfo& scheme, const EvaluatorOptions& options) {
  return options.precision == Precision::double_precision ? make<double>(scheme, options.representation)
                                                          : make<float>(scheme, options.representation);
}

}  // namespace he::schemes
