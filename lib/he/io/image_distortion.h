#pragma once

#include "he/io/image.h"

namespace he::io {

/// How a copy of an image differs from it. The default changes nothing. There is no mirror: a mirrored heart
/// is another anatomy.
struct Distortion {
  double right = 0, down = 0;  ///< shift, as a share of width and height
  double degrees = 0;          ///< rotation about the middle, clockwise as one looks at it
  double gain = 1, gamma = 1;  ///< a pixel x becomes gain·x^gamma, not cut off at 1
};

/// The image rotated, then shifted: interpolated linearly between pixel centres; beyond the edge its pixels
/// are repeated. Gain and gamma are not applied.
Image moved(const Image& image, const Distortion& distortion);

/// Gain and gamma of a distortion, on pixels that are not below 0.
void expose(Image& image, const Distortion& distortion);

}  // namespace he::io
