#pragma once

#include "he/sim/c_arm.h"
#include "he/sim/image_filters.h"

namespace he::sim {

/// Smooth maps are computed on a grid of this many cells a side and enlarged.
inline constexpr int kCoarseGrid = 128;

/// Adds `value(ray)` of the ray through the middle of every cell of the coarse grid to `map`.
template <class Value>
void add_rays(const CArm& camera, Image& map, Value value) {
  const double cell = static_cast<double>(camera.pose().pixels) / kCoarseGrid;
  for (int y = 0; y < kCoarseGrid; ++y)
    for (int x = 0; x < kCoarseGrid; ++x)
      map(y, x) += static_cast<float>(value(camera.ray((x + .5) * cell - .5, (y + .5) * cell - .5)));
}

}  // namespace he::sim
