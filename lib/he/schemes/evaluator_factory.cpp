#include "he/schemes/evaluator_factory.h"

#include <fmt/format.h>

#include <charconv>

#include "he/error.h"
#include "he/schemes/ckks/evaluator.h"
#include "he/schemes/more/coordinate_evaluator.h"
#include "he/schemes/more/matrix_evaluator.h"
#include "he/schemes/more/polynomial.h"
#include "he/schemes/plain/evaluator.h"

namespace he::schemes {
namespace {

using Made = std::unique_ptr<Evaluator>;

template <class T>
Made make_plain(const SchemeInfo&, const SchemeOptions&) {
  return std::make_unique<PlainEvaluator<T>>();
}

template <class T>
Made make_more(const SchemeInfo& scheme, const SchemeOptions& options) {
  if (option_or(options, "representation", "plane") == "matrix")
    return std::make_unique<more::MatrixEvaluator<T>>(scheme);
  return std::make_unique<more::CoordinateEvaluator<T>>(scheme, more::layout(), EvaluationMap::identity());
}

template <class T>
Made make_hybrid(const SchemeInfo& scheme, const SchemeOptions&) {
  EvaluationMap map = hybrid::evaluation_map_of(scheme);
  PayloadLayout layout = hybrid::layout(map.degree());
  return std::make_unique<more::CoordinateEvaluator<T>>(scheme, std::move(layout), std::move(map));
}

/// The number that an option is, if it is there. Throws UsageError where it is no whole number.
std::optional<std::uint64_t> whole_number(const SchemeOptions& options, const std::string& name) {
  const auto found = options.find(name);
  if (found == options.end()) return std::nullopt;
  const std::string& text = found->second;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw UsageError(fmt::format("--{} {}: is no whole number", name, text));
  return value;
}

Made make_ckks(const SchemeInfo& scheme, const EvaluatorOptions& options) {
  return std::make_unique<ckks::CkksEvaluator>(scheme, whole_number(options.options, "seed"));
}

/// In double or in single precision, as the option says.
template <Made (*InDouble)(const SchemeInfo&, const SchemeOptions&),
          Made (*InSingle)(const SchemeInfo&, const SchemeOptions&)>
Made in_precision(const SchemeInfo& scheme, const EvaluatorOptions& options) {
  const bool single = option_or(options.options, "precision", "double") == "single";
  return (single ? InSingle : InDouble)(scheme, options.options);
}

std::vector<EvaluatorScheme>& registered() {
  const SchemeOption precision{"precision", {"double", "single"}}, plane{"representation", {"plane"}};
  static std::vector<EvaluatorScheme> schemes = {
      {"plain", {precision, plane}, in_precision<make_plain<double>, make_plain<float>>},
      {"more",
       {precision, {"representation", {"plane", "matrix"}}},
       in_precision<make_more<double>, make_more<float>>},
      {"hybrid", {precision, plane}, in_precision<make_hybrid<double>, make_hybrid<float>>},
      {ckks::kScheme, {{"seed"}}, make_ckks}};
  return schemes;
}

std::vector<DeclaredOptions> declared() {
  std::vector<DeclaredOptions> all;
  for (const EvaluatorScheme& scheme : registered()) all.push_back({scheme.name, scheme.options});
  return all;
}

Made make(const SchemeInfo& info, const EvaluatorOptions& options) {
  std::string known;
  for (const EvaluatorScheme& scheme : registered()) {
    known += (known.empty() ? "" : ", ") + scheme.name;
    if (scheme.name != info.name) continue;
    require_declared(options.options, scheme.options, declared(),
                     info.plain() ? "these data are not encrypted"
                                  : "these data are encrypted under the scheme '" + info.name + "'");
    return scheme.make(info, options);
  }
  throw UnsupportedError("encrypted under the scheme '" + info.name +
                         "', which this version does not know; it knows: " + known);
}

}  // namespace

void register_evaluator_scheme(EvaluatorScheme scheme) { registered().push_back(std::move(scheme)); }

std::unique_ptr<Evaluator> make_evaluator(const SchemeInfo& scheme, const EvaluatorOptions& options,
                                          const std::string& file) {
  return with_context(file, [&] { return make(scheme, options); });
}

}  // namespace he::schemes
