#include "he/sim/angiogram_vessels.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

constexpr double kFrontWidth = 25;  // mm

Tube lumen(const CoronaryVessel& vessel, const ContrastFront& front) {
  const auto outside = std::lower_bound(vessel.length.begin(), vessel.length.end(), vessel.inside_parent);
  const auto first =
      std::min(static_cast<std::size_t>(outside - vessel.length.begin()), vessel.length.size() - 2);
  Tube tube;
  for (std::size_t i = first; i < vessel.length.size(); ++i) {
    const double s = vessel.from_ostium + vessel.length[i];
    const double concentration = front ? 1 / (1 + std::exp((s - *front) / kFrontWidth)) : 1;
    tube.push_back({vessel.position[i], vessel.radius[i], concentration});
  }
  return tube;
}

}  // namespace

void add_tree(TubeRaster& raster, const CArm& camera, const CoronaryTree& tree, const ContrastFront& front,
              Image& map) {
  for (const CoronaryVessel& vessel : tree.vessels()) add_tube(raster, camera, lumen(vessel, front), 1, map);
}

}  // namespace he::sim
