#pragma once

#include <map>
#include <string>

#include "he/tensor/array.h"
#include "he/tensor/payload_layout.h"

namespace he {

/// What everybody may know of the scheme and key that numbers on file are encrypted with. It is written into
/// the attributes of every encrypted file; evaluators are made from it.
struct SchemeInfo {
  std::string name = "plain";                  ///< "plain", "more", "hybrid"
  std::string key_id;                          ///< 16 bytes as 32 hexadecimal digits; empty for plain
  std::map<std::string, Array> public_values;  ///< by attribute name, e.g. "plane": Q, 2x2
  bool seeded = false;  ///< masks or key came from --seed: for tests and benchmarks only

  bool plain() const { return name == "plain"; }
};

}  // namespace he
