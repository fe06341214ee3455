#pragma once

#include <cstddef>

#include "he/io/images/image.h"

namespace he::io {

/// The middle of an image with the proportions width:height, as large as it fits; of an odd rest, the smaller
/// half is cut off on the left and above.
Image cropped(const Image& image, std::size_t width, std::size_t height);

/// The image with other extents. Along an axis that shrinks, a pixel is the mean of what it covers, pixels
/// that it covers in part counting for that part (box filter); along one that grows, pixels are interpolated
/// linearly between centres and repeated beyond the outermost ones.
Image resized(const Image& image, std::size_t width, std::size_t height);

}  // namespace he::io
