#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace he::io {

/// A grey image, from 0 (black) to 1 (white): pixels [height, width].
struct Image {
  std::size_t width = 0, height = 0;
  std::vector<double> pixels;
};

/// The largest image that is read: 8192 x 8192, say.
constexpr std::size_t kMaxPixels = std::size_t{1} << 26;

/// Throws DataError where an image has no pixels or too many. `name`: of its file.
void require_pixels(std::size_t width, std::size_t height, const std::string& name);

/// The grey of a colour, all from 0 to 1: the channels themselves where they are equal, else their luma by
/// ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B).
inline double grey_of(double red, double green, double blue) {
  return red == green && green == blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
}

}  // namespace he::io
