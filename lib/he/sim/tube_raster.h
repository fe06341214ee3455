#pragma once

#include <vector>

#include "he/sim/c_arm.h"
#include "he/sim/image_filters.h"

namespace he::sim {

/// A point of the axis of a tube with round cross-section. Weight: concentration of what fills it.
struct TubeSample {
  Eigen::Vector3d position;  ///< mm
  double radius;             ///< mm
  double weight = 1;
};
using Tube = std::vector<TubeSample>;

/// Length of the rays (mm, times the weight) within tubes, pixel by pixel. A segment between two samples
/// counts with the chord of its circular section, divided by the sine of the angle between ray and segment
/// (0.35 at least); a tube with the largest of its segments.
class TubeRaster {
 public:
  explicit TubeRaster(int pixels);

  /// Draws a tube over what was drawn since the last add_to(): the larger chord counts.
  void draw(const CArm& camera, const Tube& tube);
  /// Adds `factor` times what was drawn to a map of the same size, and forgets it.
  void add_to(Image& map, float factor = 1);

 private:
  struct Segment;
  void draw(const Segment& segment);
  void draw_row(const Segment& segment, int y, int left, int right);

  int pixels_;
  Image chords_;
  int left_, right_, top_, bottom_;  ///< bounds of what was drawn, the last ones included
};

/// The map of one tube alone, added to another map.
inline void add_tube(TubeRaster& raster, const CArm& camera, const Tube& tube, float factor, Image& map) {
  raster.draw(camera, tube);
  raster.add_to(map, factor);
}

}  // namespace he::sim
