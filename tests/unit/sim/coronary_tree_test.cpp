#include "he/sim/coronary_tree.h"

#include <doctest/doctest.h>

#include "angiogram_reference.h"
#include "he/sim/catmull_rom.h"
#include "he/sim/coronary_anatomy.h"
#include "he/sim/coronary_patient.h"

namespace he::sim {
namespace {

using Eigen::Vector3d;
using test::angiogram_reference;
using test::check_near;
using test::vector_of;

TEST_CASE("the axes of the heart are those of the reference, at right angles") {
  for (const auto& [name, shape] :
       {std::pair{"frame_45_35_0", HeartShape{.azimuth = 45, .elevation = 35, .roll = 0}},
        std::pair{"frame_50_30_10", HeartShape{.azimuth = 50, .elevation = 30, .roll = 10}}}) {
    const HeartFrame heart(shape);
    const auto& expected = angiogram_reference().at(name);
    check_near(heart.axis(), vector_of(expected.at("w")), 1e-6);
    check_near(heart.right(), vector_of(expected.at("r")), 1e-6);
    check_near(heart.inferior(), vector_of(expected.at("q")), 1e-6);
  }
}

TEST_CASE("a point of the heart lies where the formula puts it") {
  const HeartFrame heart;
  // The apex: 0.6 of the length from the isocentre along the axis. The right ventricle's lateral wall: the
  // width away from the base.
  check_near(heart.position({90, 0, 1}), 0.6 * 92 * heart.axis(), 1e-12);
  check_near(heart.position({0, 0, 1}), heart.base() + 47 * heart.right(), 1e-12);
  check_near(heart.position({0, 90, .5}), heart.base() + 20 * heart.inferior(), 1e-12);
}

TEST_CASE("a spline passes through its points and keeps to a straight line") {
  const std::vector<Vector3d> points{{0, 0, 0}, {1, 2, 0}, {4, 0, 1}};
  const auto curve = catmull_rom(points, 4);
  REQUIRE(curve.size() == 9);
  for (std::size_t i = 0; i < 3; ++i) check_near(curve[4 * i], points[i], 1e-15);
  // In the middle of a span (-p0 + 9 p1 + 9 p2 - p3)/16, where p0 = 2 p1 - p2 before the first point.
  check_near(curve[2], (7 * points[0] + 10 * points[1] - points[2]) / 16, 1e-12);
  const std::vector<Vector3d> line{{0, 0, 0}, {3, 0, 0}};
  check_near(catmull_rom(line, 3)[1], {1, 0, 0}, 1e-15);
}

TEST_CASE("the mean trees are those of the reference: vessels, samples, places, lengths and diameters") {
  for (const char* side : {"L", "R"}) {
    const CoronaryTree tree =
        *side == 'L' ? left_coronary_tree(HeartFrame()) : right_coronary_tree(HeartFrame());
    const auto& vessels = angiogram_reference().at("vessels").at(side);
    CHECK(tree.vessels().size() == vessels.size());
    for (const auto& [name, expected] : vessels.items()) {
      CAPTURE(name);
      const CoronaryVessel& vessel = tree.vessel(name);
      const std::size_t n = vessel.position.size();
      REQUIRE(n == expected.at("n").get<std::size_t>());
      check_near(vessel.position.front(), vector_of(expected.at("first")), 1e-5);
      check_near(vessel.position[n / 2], vector_of(expected.at("mid")), 1e-5);
      check_near(vessel.position.back(), vector_of(expected.at("last")), 1e-5);
      CHECK(std::abs(vessel.length.back() - expected.at("length").get<double>()) <= 1e-4);
      CHECK(std::abs(2 * vessel.radius.front() - expected.at("d0").get<double>()) <= 1e-5);
      CHECK(std::abs(2 * vessel.radius.back() - expected.at("d1").get<double>()) <= 1e-5);
    }
  }
}

TEST_CASE("calibres of the mean tree agree with measurements of normal arteries") {
  // Dodge et al., Circulation 86, 1992, in mm: mean and deviation.
  const CoronaryTree left = left_coronary_tree(HeartFrame()), right = right_coronary_tree(HeartFrame());
  const auto within = [](double value, double mean, double deviation) {
    CHECK(std::abs(value - mean) <= deviation);
  };
  within(2 * left.vessel("LM").radius.front(), 4.5, 0.5);
  within(2 * left.vessel("LAD").radius.front(), 3.7, 0.4);
  within(2 * left.vessel("LAD").radius.back(), 1.9, 0.4);
  within(2 * left.vessel("LCX").radius.front(), 3.4, 0.5);
  within(2 * right.vessel("RCA").radius.front(), 3.9, 0.6);
}

TEST_CASE("a branch takes its share of the parent: r0^3 = r1^3 + r2^3") {
  CoronaryTree tree(HeartFrame(), 0, nullptr);
  tree.add("A", {{0, 0, 1}, {30, 0, 1}, {60, 0, 1}}, 2, 1, 1, 0);
  tree.branch("B", {"A", .5}, {{10, 10, 1}, {20, 20, 1}}, 0.6);
  const CoronaryVessel &a = tree.vessel("A"), &b = tree.vessel("B");
  CHECK(a.radius[24] == 2);
  CHECK(b.radius[0] == doctest::Approx(1.2));
  CHECK(std::pow(a.radius[25], 3) + std::pow(b.radius[0], 3) == doctest::Approx(8));
  CHECK(b.position[0] == a.position[24]);
  CHECK(b.from_ostium == a.length[24]);
  CHECK(b.inside_parent == doctest::Approx(1.6));
}

TEST_CASE("tortuosity displaces vessels by millimetres, spares the take-off and leaves children attached") {
  PatientRandom random(1, 1);
  const CoronaryTree smooth = right_coronary_tree(HeartFrame());
  const CoronaryTree bent = right_coronary_tree(HeartFrame(), {}, 1, &random);
  double largest = 0;
  for (const CoronaryVessel& vessel : bent.vessels()) {
    const CoronaryVessel& straight = smooth.vessel(vessel.name);
    REQUIRE(vessel.position.size() == straight.position.size());
    for (std::size_t i = 0; i < vessel.position.size(); ++i)
      largest = std::max(largest, (vessel.position[i] - straight.position[i]).norm());
  }
  CHECK(bent.vessels().front().position.front() == smooth.vessels().front().position.front());
  CHECK(bent.vessel("PDA").position.front() == bent.vessel("RCA").position.back());
  CHECK(largest > 0.5);
  CHECK(largest < 20);
}

TEST_CASE("patients differ, and their vessels are plausible") {
  std::map<Dominance, int> dominance;
  double trunk = 0;
  const int patients = 300;
  for (int i = 0; i < patients; ++i) {
    PatientRandom random(4, static_cast<std::uint64_t>(i));
    const CoronaryPatient patient = draw_coronary_patient(random, i % 2 == 0 ? Artery::left : Artery::right);
    ++dominance[patient.dominance];
    trunk += 2 * patient.tree.vessels().front().first_radius;
    CHECK(patient.tree.has(i % 2 == 0 ? "LAD" : "RCA"));
    CHECK(patient.tree.has("PDA") == (i % 2 == 1 && patient.dominance != Dominance::left));
    for (const CoronaryVessel& vessel : patient.tree.vessels()) {
      CHECK(vessel.length.back() > 3);
      CHECK(vessel.length.back() < 250);
      CHECK(*std::min_element(vessel.radius.begin(), vessel.radius.end()) > 0.25 * 0.2 * 0.999);
      CHECK(vessel.radius.front() <= 3);
    }
  }
  // 82 %, 8 % and 10 %: four standard errors of 300. The trunks' mean is half of 4.5 + 3.75, less 9 % in 35
  // %.
  CHECK(dominance[Dominance::right] / 300.0 == doctest::Approx(.82).epsilon(.11));
  CHECK(dominance[Dominance::left] / 300.0 == doctest::Approx(.10).epsilon(.7));
  CHECK(trunk / patients == doctest::Approx(4.0).epsilon(.06));
}

}  // namespace
}  // namespace he::sim
