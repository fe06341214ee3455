#pragma once

#include <optional>

#include "he/sim/coronary_tree.h"
#include "he/sim/tube_raster.h"

namespace he::sim {

/// How far contrast agent has run along the vessels: half its concentration at this length from the ostium,
/// mm.
using ContrastFront = std::optional<double>;

/// Adds the thickness of a tree's lumen along the rays (mm, times the concentration) to a map: the sum over
/// its vessels, each without what lies in its parent.
void add_tree(TubeRaster& raster, const CArm& camera, const CoronaryTree& tree, const ContrastFront& front,
              Image& map);

}  // namespace he::sim
