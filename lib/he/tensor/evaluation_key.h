#pragma once

#include <map>
#include <string>

#include "he/tensor/scheme_info.h"

namespace he {

/// What the key holder gives away so that others can evaluate: the public values that all files of the key
/// carry, and perhaps more, which a scheme needs for products or rotations. Nothing of it is secret.
struct EvaluationKey {
  SchemeInfo scheme;
  std::map<std::string, Array> parts;  ///< by name, as the scheme knows them
};

}  // namespace he
