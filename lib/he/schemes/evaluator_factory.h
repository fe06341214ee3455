#pragma once

#include <memory>

#include "he/tensor/evaluator.h"

namespace he::schemes {

enum class Representation { coordinates, matrix };
enum class Precision { double_precision, single_precision };

struct EvaluatorOptions {
  Representation representation = Representation::coordinates;
  Precision precision = Precision::double_precision;
};

/// The evaluator for numbers encrypted as `scheme` says. Throws UnsupportedError for a scheme that this
/// version does not know, UsageError where an option does not apply to the scheme, DataError where public
/// values are missing or are those of no key; `file` names where they are from, in its message.
std::unique_ptr<Evaluator> make_evaluator(const SchemeInfo& scheme, const EvaluatorOptions& options = {},
                                          const std::string& file = "");

}  // namespace he::schemes
