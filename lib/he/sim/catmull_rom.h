#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

namespace he::sim {

/// The uniform Catmull-Rom spline through all of at least two points, its ends continued by reflection:
/// `samples` points a span, from its start on, and the last point.
std::vector<Eigen::Vector3d> catmull_rom(std::span<const Eigen::Vector3d> points, int samples);

}  // namespace he::sim
