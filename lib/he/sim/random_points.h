#pragma once

#include <Eigen/Core>

#include "he/sim/patient_random.h"

namespace he::sim {

/// Three standard normal numbers.
inline Eigen::Vector3d normal_point(PatientRandom& random) {
  const double x = random.normal(), y = random.normal(), z = random.normal();
  return {x, y, z};
}

/// The same, each with a deviation of its own.
inline Eigen::Vector3d normal_point(PatientRandom& random, const Eigen::Vector3d& deviations) {
  return normal_point(random).cwiseProduct(deviations);
}

}  // namespace he::sim
