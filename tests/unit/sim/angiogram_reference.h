#pragma once

#include <doctest/doctest.h>

#include <Eigen/Core>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "he/sim/c_arm.h"

/// tests/data/angiograms/reference.json: what another implementation (numpy and C) makes of the mean trees,
/// five views, chords and thicknesses. Lengths in mm, places in the image in pixels.
namespace he::test {

inline const nlohmann::json& angiogram_reference() {
  static const nlohmann::json reference = [] {
    std::ifstream file(HE_TEST_DATA "/angiograms/reference.json");
    if (!file) throw std::runtime_error("cannot open reference.json of tests/data/angiograms");
    return nlohmann::json::parse(file);
  }();
  return reference;
}

inline Eigen::Vector3d vector_of(const nlohmann::json& numbers) {
  return {numbers.at(0).get<double>(), numbers.at(1).get<double>(), numbers.at(2).get<double>()};
}

/// The C-arm of the reference in one of its views.
inline sim::CArm reference_camera(const std::string& view) {
  static const std::map<std::string, std::pair<double, double>> angles{{"AP", {0, 0}},
                                                                       {"LAO45", {45, 0}},
                                                                       {"LAO32_CRA27", {32, 27}},
                                                                       {"RAO32", {-32, 0}},
                                                                       {"RAO22_CAU22", {-22, -22}}};
  sim::CArmPose pose;
  std::tie(pose.primary, pose.secondary) = angles.at(view);
  return sim::CArm(pose);
}

inline void check_near(const Eigen::Vector3d& value, const Eigen::Vector3d& expected, double tolerance) {
  CAPTURE(value.transpose());
  CAPTURE(expected.transpose());
  CHECK((value - expected).cwiseAbs().maxCoeff() <= tolerance);
}

}  // namespace he::test
