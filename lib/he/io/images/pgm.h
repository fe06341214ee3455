#pragma once

#include <span>
#include <string>

#include "he/io/images/image.h"

namespace he::io {

/// Reads a grey map from its bytes: P2 (text) or P5 (one byte a pixel, or two with the high byte first where
/// the largest value is above 255), after the specification of Netpbm. `name` is for messages. Throws
/// DataError where the header or a value is wrong, where the file ends early or where bytes are left over.
Image read_pgm(std::span<const char> file, const std::string& name);

}  // namespace he::io
