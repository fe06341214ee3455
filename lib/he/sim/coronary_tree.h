#pragma once

#include <deque>
#include <string>
#include <vector>

#include "he/sim/heart_frame.h"
#include "he/sim/patient_random.h"

namespace he::sim {

/// A vessel's centreline from its take-off to its end, sample by sample.
struct CoronaryVessel {
  std::string name;
  std::vector<HeartPoint> course;          ///< without tortuosity
  std::vector<Eigen::Vector3d> deviation;  ///< by tortuosity, mm
  std::vector<Eigen::Vector3d> position;   ///< in the patient, mm
  std::vector<double> length;              ///< along the vessel, mm
  std::vector<double> radius;              ///< of the lumen, mm
  double first_radius = 0;                 ///< before branches and stenoses, mm
  double from_ostium = 0;                  ///< length of the parents up to the take-off, mm
  double inside_parent = 0;                ///< length that lies within the parent's lumen, mm
};

/// Where and how a vessel leaves its parent.
struct TakeOff {
  std::string parent;
  double fraction = 1;      ///< of the parent's samples
  double length = 1;        ///< part of its course that the vessel takes
  double tortuosity = 1.3;  ///< relative to the patient's
};

/// A tree of coronary arteries over a heart. Radii fall along a vessel and at its branches, r0³ = r1³ + r2³
/// (Murray, PNAS 12, 1926).
class CoronaryTree {
 public:
  /// `tortuosity`: the patient's, 0 for smooth vessels; what is random about it comes from `random`, which
  /// may be null with 0.
  CoronaryTree(const HeartFrame& heart, double tortuosity, PatientRandom* random);

  /// A vessel of its own, through `points`. `taper`: the radius falls by exp(-taper s), s in mm.
  void add(const std::string& name, const std::vector<HeartPoint>& points, double radius, double length,
           double tortuosity, double taper = kTaper);
  /// A vessel that continues or divides its parent, whose radius stays: from the take-off through `points`.
  void add(const std::string& name, const TakeOff& from, const std::vector<HeartPoint>& points,
           double radius);
  /// A branch of `ratio` times its parent's radius there (0.3 mm at least), the parent thinner from there on.
  /// `offsets`: of theta and phi from the take-off; the depth is absolute, or relative, too.
  void branch(const std::string& name, const TakeOff& from, const std::vector<HeartPoint>& offsets,
              double ratio, bool relative_depth = false);
  /// No vessel stays thinner than 0.25 mm; to be called once all are there.
  void finish();

  bool has(const std::string& name) const;
  const CoronaryVessel& vessel(const std::string& name) const;
  std::deque<CoronaryVessel>& vessels() { return vessels_; }
  const std::deque<CoronaryVessel>& vessels() const { return vessels_; }

  static constexpr double kTaper = 0.0033;

 private:
  CoronaryVessel& find(const std::string& name);
  void trace(CoronaryVessel& vessel, const std::vector<HeartPoint>& points, double length);
  void deviate(CoronaryVessel& vessel, const Eigen::Vector3d& inherited, double tortuosity);
  void append(CoronaryVessel vessel, double taper);

  HeartFrame heart_;
  double tortuosity_;
  PatientRandom* random_;
  std::deque<CoronaryVessel> vessels_;
};

}  // namespace he::sim
