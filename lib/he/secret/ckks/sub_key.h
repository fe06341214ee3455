#pragma once

#include <string_view>

#include "he/secure_memory.h"

namespace he::secret::ckks {

/// 32 bytes for one purpose: BLAKE2b of the label "he-tools/ckks/1/" + `purpose` under the master as its key.
SecretBytes sub_key(const SecretBytes& master, std::string_view purpose);

}  // namespace he::secret::ckks
