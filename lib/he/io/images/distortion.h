#pragma once

#include "he/io/images/image.h"
#include "he/io/records/image_options.h"

namespace he::io {

/// The image rotated, then shifted: interpolated linearly between pixel centres; beyond the edge its pixels
/// are repeated. Gain and gamma are not applied.
Image moved(const Image& image, const Distortion& distortion);

/// Gain and gamma of a distortion, on pixels that are not below 0.
void expose(Image& image, const Distortion& distortion);

}  // namespace he::io
