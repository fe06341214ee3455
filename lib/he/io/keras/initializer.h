#pragma once

#include <string>

#include "he/io/keras/json.h"

namespace he::io::keras {

/// How the first values of a weight are drawn.
struct Initializer {
  enum class Distribution { constant, uniform, normal, truncated_normal };
  enum class Fan { none, in, out, average };

  Distribution distribution;
  Fan fan = Fan::none;  ///< not none: of a variance of `scale` / fan, and `first` and `second` mean nothing
  double first = 0;     ///< the constant, the lower bound, or the mean
  double second = 0;    ///< the upper bound, or the deviation
  double scale = 1;
};

/// Keras' initialiser of a weight that none is given for: glorot_uniform for a kernel, ones for gamma and
/// variances, zeros for anything else.
const char* default_initializer(const std::string& weight);

/// The one spelling of an initialiser in the words of any Keras ("he_normal", {"class_name": "HeNormal",
/// "config": {"seed": null}}, {"class_name": "VarianceScaling", "config": {…}}): its name where that says
/// all ("he_normal"), else {"class_name": "random_normal", "config": {"mean": 0.0, "stddev": 0.1}}. Seeds are
/// dropped. Throws DataError or UnsupportedError, beginning with `where`, for what is not known here.
Json canonical_initializer(const Json& value, const std::string& where);

/// What an initialiser in any spelling draws. Throws as canonical_initializer.
Initializer read_initializer(const Json& value, const std::string& where);

}  // namespace he::io::keras
