#include "he/schemes/evaluator_factory.h"

#include <fmt/format.h>

#include <array>

#include "he/error.h"
#include "he/schemes/more/coordinate_evaluator.h"
#include "he/schemes/more/matrix_evaluator.h"
#include "he/schemes/more/polynomial.h"
#include "he/schemes/plain/evaluator.h"

namespace he::schemes {
namespace {

using Made = std::unique_ptr<Evaluator>;

/// What makes the evaluators of one scheme; `matrix` is null where the scheme has none on matrices.
template <class T>
struct Scheme {
  const char* name;
  Made (*coordinates)(const SchemeInfo&);
  Made (*matrix)(const SchemeInfo&);
};

template <class T>
Made make_plain(const SchemeInfo&) {
  return std::make_unique<PlainEvaluator<T>>();
}

template <class T>
Made make_more(const SchemeInfo& scheme) {
  return std::make_unique<more::CoordinateEvaluator<T>>(scheme, more::layout(), EvaluationMap::identity());
}

template <class T>
Made make_more_on_matrices(const SchemeInfo& scheme) {
  return std::make_unique<more::MatrixEvaluator<T>>(scheme);
}

template <class T>
Made make_hybrid(const SchemeInfo& scheme) {
  EvaluationMap map = hybrid::evaluation_map_of(scheme);
  PayloadLayout layout = hybrid::layout(map.degree());
  return std::make_unique<more::CoordinateEvaluator<T>>(scheme, std::move(layout), std::move(map));
}

template <class T>
constexpr std::array kSchemes = {Scheme<T>{"plain", make_plain<T>, nullptr},
                                 Scheme<T>{"more", make_more<T>, make_more_on_matrices<T>},
                                 Scheme<T>{"hybrid", make_hybrid<T>, nullptr}};

template <class T>
Made make(const SchemeInfo& info, Representation representation) {
  std::string known;
  for (const auto& scheme : kSchemes<T>) {
    known += (known.empty() ? "" : ", ") + std::string(scheme.name);
    if (scheme.name != info.name) continue;
    if (representation == Representation::coordinates) return scheme.coordinates(info);
    if (scheme.matrix) return scheme.matrix(info);
    throw UsageError(fmt::format(
        "--representation matrix is for data encrypted under the scheme 'more'; these data are {}",
        info.plain() ? "not encrypted" : "encrypted under the scheme '" + info.name + "'"));
  }
  throw UnsupportedError("encrypted under the scheme '" + info.name +
                         "', which this version does not know; it knows: " + known);
}

}  // namespace

std::unique_ptr<Evaluator> make_evaluator(const SchemeInfo& scheme, const EvaluatorOptions& options,
                                          const std::string& file) {
  return with_context(file, [&] {
    return options.precision == Precision::double_precision ? make<double>(scheme, options.representation)
                                                            : make<float>(scheme, options.representation);
  });
}

}  // namespace he::schemes
