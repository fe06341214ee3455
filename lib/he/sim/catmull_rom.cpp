#include "he/sim/catmull_rom.h"

namespace he::sim {

using Eigen::Vector3d;

std::vector<Vector3d> catmull_rom(std::span<const Vector3d> points, int samples) {
  const std::size_t last = points.size() - 1;
  std::vector<Vector3d> curve;
  curve.reserve(last * static_cast<std::size_t>(samples) + 1);
  for (std::size_t i = 0; i < last; ++i) {
    const Vector3d &b = points[i], &c = points[i + 1];
    const Vector3d a = i > 0 ? points[i - 1] : Vector3d(2 * b - c);
    const Vector3d d = i + 1 < last ? points[i + 2] : Vector3d(2 * c - b);
    for (int k = 0; k < samples; ++k) {
      const double t = static_cast<double>(k) / samples;
      curve.emplace_back(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) +
                                (3 * b - a - 3 * c + d) * (t * t * t)));
    }
  }
  curve.push_back(points[last]);
  return curve;
}

}  // namespace he::sim
