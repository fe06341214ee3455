#include "he/sim/tube_raster.h"

#include <doctest/doctest.h>

#include "angiogram_reference.h"
#include "he/sim/angiogram_vessels.h"
#include "he/sim/coronary_anatomy.h"
#include "he/sim/ray_chords.h"

namespace he::sim {
namespace {

using Eigen::Vector3d;
using test::angiogram_reference;
using test::check_near;
using test::reference_camera;
using test::vector_of;

/// The landmarks that the reference projects.
std::map<std::string, Vector3d> landmarks() {
  const CoronaryTree left = left_coronary_tree(HeartFrame()), right = right_coronary_tree(HeartFrame());
  return {{"LM_ostium", left.vessel("LM").position.front()},
          {"LM_bifurcation", left.vessel("LM").position.back()},
          {"LAD_tip", left.vessel("LAD").position.back()},
          {"LCX_tip", left.vessel("LCX").position.back()},
          {"RCA_ostium", right.vessel("RCA").position.front()},
          {"RCA_crux", right.vessel("RCA").position.back()},
          {"PDA_tip", right.vessel("PDA").position.back()}};
}

TEST_CASE("the C-arm's axes and projections are those of the reference in all views") {
  const auto points = landmarks();
  for (const auto& [view, expected] : angiogram_reference().at("projections").items()) {
    CAPTURE(view);
    const CArm camera = reference_camera(view);
    const auto& axes = angiogram_reference().at("cameras").at(view);
    check_near(camera.forward(), vector_of(axes.at("d")), 1e-6);
    check_near(camera.right(), vector_of(axes.at("u")), 1e-6);
    check_near(camera.down(), vector_of(axes.at("v")), 1e-6);
    CHECK(expected.size() == 7);
    for (const auto& [name, place] : expected.items()) {
      CAPTURE(name);
      const Projection p = camera.project(points.at(name));
      check_near({p.x, p.y, p.magnification}, vector_of(place), 1e-3);
    }
  }
}

TEST_CASE("a ray leads where its pixel shows, and panning moves the image") {
  CArmPose pose{.primary = 30, .secondary = -20, .pan = {12, -7}};
  const CArm camera(pose);
  const Vector3d point = camera.source() + 650 * camera.ray(100, 400);
  const Projection p = camera.project(point);
  CHECK(p.x == doctest::Approx(100));
  CHECK(p.y == doctest::Approx(400));
  const Projection moved = camera.panned({12 + 175.0 / 512, -7}).project(point);
  CHECK(moved.x == doctest::Approx(99));
  CHECK(moved.y == doctest::Approx(400));
}

TEST_CASE("rays cut heart, spine and diaphragm in the lengths of the reference") {
  const HeartFrame heart;
  Ellipsoid body{heart.base() + .28 * 92 * heart.axis(), {.80 * 92, 1.12 * 47, 1.15 * 40}};
  body.rows << heart.axis().transpose(), heart.right().transpose(), heart.inferior().transpose();
  const Ellipsoid dome{{-60, 5, -138}, {88, 95, 80}};
  const UprightCylinder spine{-22, 88, 19, 17};
  for (const char* view : {"AP", "LAO32_CRA27"}) {
    const CArm camera = reference_camera(view);
    for (const auto& [pixel, expected] : angiogram_reference().at(std::string("chords_") + view).items()) {
      CAPTURE(pixel);
      int x = 0, y = 0;
      REQUIRE(std::sscanf(pixel.c_str(), "%d,%d", &x, &y) == 2);
      const Vector3d ray = camera.ray(x, y);
      CHECK(std::abs(chord(camera.source(), ray, body) - expected.at("heart").get<double>()) <= 1e-4);
      CHECK(std::abs(chord(camera.source(), ray, dome) - expected.at("dome").get<double>()) <= 1e-4);
      CHECK(std::abs(chord(camera.source(), ray, spine).length - expected.at("spine").get<double>()) <= 1e-4);
    }
  }
}

TEST_CASE("a ray through the middle of a ball is a diameter long") {
  CHECK(chord({0, -100, 0}, {0, 1, 0}, Ellipsoid{{0, 5, 0}, {3, 4, 5}}) == doctest::Approx(8));
  CHECK(chord({0, -100, 0}, {0, 1, 0}, Ellipsoid{{3.1, 5, 0}, {3, 4, 5}}) == 0);
  const auto [length, height] = chord({0, -100, 1}, {0, .8, .6}, UprightCylinder{0, 0, 3, 4});
  CHECK(length == doctest::Approx(8 / .8));
  CHECK(height == doctest::Approx(1 + 100 / .8 * .6));
}

TEST_CASE("a straight tube shows the chords of a circle") {
  TubeRaster raster(512);
  Image map = Image::Zero(512, 512);
  const Tube tube{{{0, 0, -30}, 2}, {{0, 0, 30}, 2}};
  add_tube(raster, reference_camera("AP"), tube, 1, map);
  for (const auto& [x, expected] : angiogram_reference().at("straight_tube").items())
    CHECK(std::abs(map(256, std::stoi(x)) - expected.get<float>()) <= 1e-3);
  CHECK(map(256, 265) == 0);
  CHECK(map(20, 256) == 0);
}

TEST_CASE("the larger chord counts within a drawing, the sum between drawings, and a drawing is forgotten") {
  TubeRaster raster(512);
  Image map = Image::Zero(512, 512);
  const CArm camera = reference_camera("AP");
  const Tube thick{{{0, 0, -30}, 2}, {{0, 0, 30}, 2}}, thin{{{0, 0, -30}, 1}, {{0, 0, 30}, 1}};
  raster.draw(camera, thick);
  raster.draw(camera, thin);
  raster.add_to(map);
  const float once = map(256, 256);
  CHECK(once == doctest::Approx(3.99314).epsilon(1e-4));
  add_tube(raster, camera, thin, 1, map);
  CHECK(map(256, 256) > once + 1.9f);
  CHECK(map(256, 256) < once + 2.0f);
  raster.add_to(map, 5);
  CHECK(map(256, 256) < once + 2.0f);
  const Tube weak{{{0, 0, -30}, 2, .5}, {{0, 0, 30}, 2, .5}};
  add_tube(raster, camera, weak, -2, map);
  CHECK(map(256, 256) ==
        doctest::Approx(2 * std::sqrt(1 - (4 - 3.99314 * 3.99314 / 4))).epsilon(1e-4));  // the thin one
}

TEST_CASE("the thickness of both trees is that of the reference and, on the axes, that of a ray march") {
  for (const char* side : {"L", "R"}) {
    CAPTURE(side);
    const CArm camera = reference_camera("LAO32_CRA27");
    const CoronaryTree tree =
        *side == 'L' ? left_coronary_tree(HeartFrame()) : right_coronary_tree(HeartFrame());
    TubeRaster raster(512);
    Image thickness = Image::Zero(512, 512);
    add_tree(raster, camera, tree, {}, thickness);
    const auto& reference = angiogram_reference();
    for (const auto& pixel : reference.at(std::string("pixels_") + side)) {
      const std::string name = pixel.at("vessel");
      CAPTURE(name);
      const int x = pixel.at("x"), y = pixel.at("y");
      const Projection p = camera.project(tree.vessel(name).position.at(pixel.at("sample")));
      CHECK(std::abs(p.x - x) <= .51);
      CHECK(std::abs(p.y - y) <= .51);
      CHECK(std::abs(thickness(y, x) - pixel.at("T_model").get<double>()) <= 1e-3);
      CHECK(thickness(y, x) == doctest::Approx(pixel.at("T_raymarch").get<double>()).epsilon(.03));
    }
    const double mean = thickness.cast<double>().mean();
    CHECK(std::abs(mean - reference.at(std::string("T_mean_") + side).get<double>()) <= 2e-6);
    CHECK(std::abs(thickness.maxCoeff() - reference.at(std::string("T_max_") + side).get<double>()) <= 1e-3);
  }
}

TEST_CASE("contrast agent reaches as far as its front") {
  const CArm camera = reference_camera("LAO45");
  const CoronaryTree tree = right_coronary_tree(HeartFrame());
  TubeRaster raster(512);
  Image all = Image::Zero(512, 512), part = all;
  add_tree(raster, camera, tree, {}, all);
  add_tree(raster, camera, tree, 100, part);
  const auto ratio_at = [&](const Vector3d& point) {
    const Projection p = camera.project(point);
    const auto x = static_cast<int>(std::lround(p.x)), y = static_cast<int>(std::lround(p.y));
    return part(y, x) / all(y, x);
  };
  const CoronaryVessel& trunk = tree.vessel("RCA");
  CHECK(ratio_at(trunk.position[5]) > .95f);                   // 1/(1 + exp(-100/25)) = .98 at the ostium
  CHECK(ratio_at(tree.vessel("PDA").position.back()) < .03f);  // 1/(1 + exp((224 - 100)/25)) = .007 there
}

}  // namespace
}  // namespace he::sim
