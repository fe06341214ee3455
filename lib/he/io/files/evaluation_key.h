#pragma once

#include <string>

#include "he/tensor/evaluation_key.h"

namespace he::io {

/// Reads an evaluation key for data (`data` is their file's name, for the message) that are encrypted as
/// `scheme` says. Throws KeyError where it is another key's or differs from it in any public value, DataError
/// where the file is none; a secret key is refused as such.
EvaluationKey read_evaluation_key(const std::string& path, const SchemeInfo& scheme, const std::string& data);

}  // namespace he::io
