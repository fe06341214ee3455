#pragma once

#include "he/sim/tube_raster.h"

namespace he::sim {

/// What the parts of an angiogram are drawn with. All are drawn at 512 x 512 pixels; distances in pixels are
/// meant so.
struct AngiogramCanvas {
  static constexpr int kPixels = 512;

  TubeRaster raster{kPixels};
  GaussianBlur blur;
  Image layer = Image::Zero(kPixels, kPixels);  ///< for what is blurred before it is added
};

}  // namespace he::sim
