#pragma once

#include <cstdint>
#include <span>

namespace he::io {

/// Fletcher's checksum as HDF5's filter computes it: over 16-bit words, most significant byte first, an odd
/// last byte counting as the upper half of a word. (Fletcher, IEEE Trans. Commun. 30(1), 1982)
std::uint32_t fletcher32(std::span<const unsigned char> bytes);

}  // namespace he::io
