#pragma once

#include <string>

#include "he/tensor/scheme_info.h"

namespace he {

/// The key id: BLAKE2b-128 of the scheme's name and public values, as 32 hexadecimal digits.
std::string key_id_of(const SchemeInfo& scheme);

}  // namespace he
