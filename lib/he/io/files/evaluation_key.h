#pragma once

#include <string>

#include "he/tensor/scheme_info.h"

namespace he::io {

/// Throws KeyError where the evaluation key in `path` is not the one that `data` (a file's name, for the
/// message) is encrypted under, DataError where the file is none; a secret key is refused as such.
void require_evaluation_key(const std::string& path, const SchemeInfo& scheme, const std::string& data);

}  // namespace he::io
