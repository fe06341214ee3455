#pragma once

#include <Eigen/Core>
#include <array>

#include "he/sim/patient_random.h"

namespace he::sim {

/// How an X-ray C-arm stands. Angles as in DICOM (PS3.3 C.8.7.5): primary, left anterior oblique positive;
/// secondary, cranial positive.
struct CArmPose {
  double primary = 0, secondary = 0;  ///< degrees
  double source_to_detector = 1080;   ///< mm
  double source_to_isocentre = 740;   ///< mm
  double field = 175;                 ///< side of the square that the image shows, mm at the detector
  int pixels = 512;                   ///< a side
  Eigen::Vector2d pan = Eigen::Vector2d::Zero();  ///< of the image on the detector, mm
};

/// Where a point falls into the image: pixels, their centres at whole numbers, (0, 0) at the top left; and
/// the magnification there, px/mm.
struct Projection {
  double x, y, magnification;
};

/// Cone-beam projection from the patient's frame (see HeartFrame).
class CArm {
 public:
  explicit CArm(const CArmPose& pose);

  const CArmPose& pose() const { return pose_; }
  /// The same C-arm with the image elsewhere on the detector.
  CArm panned(const Eigen::Vector2d& pan) const;
  /// Pixels a millimetre of the detector.
  double pixels_per_mm() const { return pose_.pixels / pose_.field; }

  Projection project(const Eigen::Vector3d& point) const;
  const Eigen::Vector3d& source() const { return source_; }
  /// The unit vector of the ray from the source to a place of the image.
  Eigen::Vector3d ray(double x, double y) const;

  /// Axes: from isocentre to detector, image right, image down.
  const Eigen::Vector3d& forward() const { return forward_; }
  const Eigen::Vector3d& right() const { return right_; }
  const Eigen::Vector3d& down() const { return down_; }

 private:
  CArmPose pose_;
  Eigen::Vector3d forward_, right_, down_, source_;
};

/// A usual view of the coronary arteries.
struct CArmView {
  const char* name;
  double primary, secondary;             ///< degrees
  double share;                          ///< of the frames, the same for both arteries
  double clinical_left, clinical_right;  ///< as often as clinics take it of the left and of the right artery
};

inline constexpr std::array<CArmView, 7> kCArmViews{{
    {"LAO", 45, 0, .22, .05, .45},
    {"LAO-CRA", 32, 27, .22, .22, .28},
    {"AP-CRA", 0, 32, .16, .16, .10},
    {"RAO", -32, 0, .18, .05, .17},
    {"RAO-CRA", -28, 25, .08, .14, 0},
    {"RAO-CAU", -22, -22, .08, .22, 0},
    {"LAO-CAU", 45, -25, .06, .16, 0},
}};

}  // namespace he::sim
