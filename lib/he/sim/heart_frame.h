#pragma once

#include <Eigen/Core>

namespace he::sim {

/// How a heart lies in the patient (degrees) and how large it is (mm). Defaults: the mean heart.
struct HeartShape {
  double azimuth = 45, elevation = 35, roll = 0;
  double length = 92;  ///< from the plane of the valves to the apex, half the axis of the ellipsoid
  double width = 47;   ///< half of it, towards the right ventricle's free wall
  double depth = 40;   ///< half of it, towards the diaphragm
  double scale = 1;    ///< of all three
};

/// A point of the heart's surface and inside of it: theta 0 the atrioventricular groove, 90 the apex; phi 0
/// the right ventricle's lateral wall, 90 inferior, 180 the left ventricle's lateral wall, -90 anterior
/// (degrees); depth 1 the epicardium, less inside. The vector's components in this order.
using HeartPoint = Eigen::Vector3d;

/// The axes of a heart in the patient's frame (DICOM's: x to the patient's left, y to the back, z to the
/// head; mm, origin at the C-arm's isocentre).
class HeartFrame {
 public:
  explicit HeartFrame(const HeartShape& shape = {});

  const HeartShape& shape() const { return shape_; }
  /// From the base to the apex.
  const Eigen::Vector3d& axis() const { return axis_; }
  /// Towards the right ventricle's free wall, and towards the diaphragm.
  const Eigen::Vector3d& right() const { return right_; }
  const Eigen::Vector3d& inferior() const { return inferior_; }
  /// Centre of the atrioventricular plane.
  const Eigen::Vector3d& base() const { return base_; }
  /// Where a point lies in the patient, mm.
  Eigen::Vector3d position(const HeartPoint& point) const;

 private:
  HeartShape shape_;
  Eigen::Vector3d axis_, right_, inferior_, base_;
};

}  // namespace he::sim
