#include "he/sim/ray_chords.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

/// The ray o + t d cuts the unit sphere (circle) where A t² + 2 B t + K = 0.
template <class Vector>
struct Cut {
  double a, b, k;
  Cut(const Vector& o, const Vector& d) : a(d.dot(d)), b(d.dot(o)), k(o.dot(o) - 1) {}
  double length() const { return 2 * std::sqrt(std::max(0.0, b * b - a * k)) / a; }
  double middle() const { return -b / a; }
};

}  // namespace

double chord(const Eigen::Vector3d& source, const Eigen::Vector3d& ray, const Ellipsoid& body) {
  const Eigen::Vector3d o = (body.rows * (source - body.centre)).cwiseQuotient(body.axes);
  const Eigen::Vector3d d = (body.rows * ray).cwiseQuotient(body.axes);
  return Cut(o, d).length();
}

CylinderChord chord(const Eigen::Vector3d& source, const Eigen::Vector3d& ray, const UprightCylinder& body) {
  const Eigen::Vector2d o((source.x() - body.x) / body.radius_x, (source.y() - body.y) / body.radius_y);
  const Cut cut(o, Eigen::Vector2d(ray.x() / body.radius_x, ray.y() / body.radius_y));
  return {cut.length(), source.z() + cut.middle() * ray.z()};
}

}  // namespace he::sim
