#include "he/sim/heart_frame.h"

#include <Eigen/Geometry>
#include <cmath>
#include <numbers>

namespace he::sim {

using Eigen::Vector3d;

namespace {
constexpr double kDegree = std::numbers::pi / 180;
}

HeartFrame::HeartFrame(const HeartShape& shape) : shape_(shape) {
  const double az = shape.azimuth * kDegree, el = shape.elevation * kDegree, roll = shape.roll * kDegree;
  axis_ = Vector3d(std::cos(el) * std::sin(az), -std::cos(el) * std::cos(az), -std::sin(el));
  const Vector3d level(-std::cos(az), -std::sin(az), 0);
  right_ = std::cos(roll) * level + std::sin(roll) * axis_.cross(level);
  inferior_ = axis_.cross(right_);
  base_ = -0.4 * shape.length * shape.scale * axis_;  // brings the heart's middle near the isocentre
}

Vector3d HeartFrame::position(const HeartPoint& point) const {
  const double theta = point[0] * kDegree, phi = point[1] * kDegree;
  const double across = std::cos(theta);
  return base_ +
         shape_.scale * point[2] *
             (shape_.length * std::sin(theta) * axis_ + across * std::cos(phi) * shape_.width * right_ +
              across * std::sin(phi) * shape_.depth * inferior_);
}

}  // namespace he::sim
