#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "he/io/images/image.h"

namespace he::io {

/// Writes a PNG of 8 bits, grey (`channels` 1) or RGB (3): `bytes` [height, width, channels]. The file
/// appears whole or not at all; `-` is standard output. Throws UsageError where the extents are 0 or do not
/// fit the bytes, IoError where it cannot be written.
void write_png(const std::string& path, std::size_t width, std::size_t height, std::size_t channels,
               std::span<const std::uint8_t> bytes);

/// Reads a PNG of any kind from its bytes: 1 to 16 bits, grey, RGB or palette, interlaced or not. Alpha and
/// gamma are ignored; colours become grey (see grey_of). `name` is for messages. Throws DataError where it is
/// damaged, ends early or has more than kMaxPixels.
Image read_png(std::span<const char> file, const std::string& name);

}  // namespace he::io
