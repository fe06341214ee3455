#pragma once

#include <vector>

#include "he/sim/c_arm.h"

namespace he::sim {

/// An ellipsoid in the patient: half its axes (mm) along the rows of a rotation.
struct Ellipsoid {
  Eigen::Vector3d centre, axes;
  Eigen::Matrix3d rows = Eigen::Matrix3d::Identity();
};

/// An elliptic cylinder from feet to head: its axis at x, y (mm), half the axes of its section.
struct UprightCylinder {
  double x, y, radius_x, radius_y;
};

/// Length of a ray (unit vector) from `source` inside of the body, mm.
double chord(const Eigen::Vector3d& source, const Eigen::Vector3d& ray, const Ellipsoid& body);

/// The same of a cylinder, and the height z (mm) of the middle of that length.
struct CylinderChord {
  double length, height;
};
CylinderChord chord(const Eigen::Vector3d& source, const Eigen::Vector3d& ray, const UprightCylinder& body);

}  // namespace he::sim
