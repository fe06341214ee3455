#include "he/io/images/image.h"

#include <fmt/format.h>

#include "he/error.h"

namespace he::io {

void require_pixels(std::size_t width, std::size_t height, const std::string& name) {
  if (width == 0 || height == 0)
    throw DataError(fmt::format("{}: is an image without pixels ({}x{})", name, width, height));
  if (height > kMaxPixels / width)
    throw DataError(fmt::format("{}: has {}x{} pixels, and at most {} are read; make it smaller first", name,
                                width, height, kMaxPixels));
}

}  // namespace he::io
