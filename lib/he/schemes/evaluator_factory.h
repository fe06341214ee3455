#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "he/tensor/evaluation_key.h"
#include "he/tensor/evaluator.h"
#include "he/tensor/scheme_options.h"

namespace he::schemes {

/// How to compute. Options are the scheme's: "precision" (double, single) of all that are here;
/// "representation" (plane: on coordinates in the plane of the key; matrix: as published) of MORE.
struct EvaluatorOptions {
  SchemeOptions options{};
  std::shared_ptr<const EvaluationKey> evaluation_key{};  ///< null where none was given
};

/// What the external party's side knows of a scheme.
struct EvaluatorScheme {
  std::string name;
  std::vector<SchemeOption> options;
  std::function<std::unique_ptr<Evaluator>(const SchemeInfo&, const EvaluatorOptions&)> make;
};

/// Makes a scheme known beside those of this library. Not while other threads make evaluators.
void register_evaluator_scheme(EvaluatorScheme scheme);

/// The evaluator for numbers encrypted as `scheme` says. Throws UnsupportedError for a scheme that this
/// version does not know, UsageError where an option does not apply to the scheme, DataError where public
/// values are missing or are those of no key; `file` names where they are from, in its message.
std::unique_ptr<Evaluator> make_evaluator(const SchemeInfo& scheme, const EvaluatorOptions& options = {},
                                          const std::string& file = "");

}  // namespace he::schemes
