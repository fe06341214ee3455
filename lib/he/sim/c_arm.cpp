#include "he/sim/c_arm.h"

#include <cmath>
#include <numbers>

namespace he::sim {

using Eigen::Vector3d;

CArm::CArm(const CArmPose& pose) : pose_(pose) {
  const double a = pose.primary * std::numbers::pi / 180, b = pose.secondary * std::numbers::pi / 180;
  forward_ = Vector3d(std::sin(a) * std::cos(b), -std::cos(a) * std::cos(b), std::sin(b));
  right_ = Vector3d(std::cos(a), std::sin(a), 0);
  down_ = Vector3d(std::sin(a) * std::sin(b), -std::cos(a) * std::sin(b), -std::cos(b));
  source_ = -pose.source_to_isocentre * forward_;
}

CArm CArm::panned(const Eigen::Vector2d& pan) const {
  CArm other = *this;
  other.pose_.pan = pan;
  return other;
}

Projection CArm::project(const Vector3d& point) const {
  const double scale = pose_.source_to_detector / (pose_.source_to_isocentre + point.dot(forward_));
  const double density = pixels_per_mm(), centre = (pose_.pixels - 1) / 2.0;
  return {(scale * point.dot(right_) - pose_.pan.x()) * density + centre,
          (scale * point.dot(down_) - pose_.pan.y()) * density + centre, scale * density};
}

Vector3d CArm::ray(double x, double y) const {
  const double centre = (pose_.pixels - 1) / 2.0;
  const double across = (x - centre) / pixels_per_mm() + pose_.pan.x();
  const double along = (y - centre) / pixels_per_mm() + pose_.pan.y();
  return (pose_.source_to_detector * forward_ + across * right_ + along * down_).normalized();
}

}  // namespace he::sim
