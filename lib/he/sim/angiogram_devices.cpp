#include "he/sim/angiogram_devices.h"

#include "he/sim/catmull_rom.h"
#include "he/sim/coarse_rays.h"
#include "he/sim/random_points.h"
#include "he/sim/ray_chords.h"

namespace he::sim {
namespace {

using Eigen::Vector3d;
using Course = std::vector<Vector3d>;

Course ascending_course(PatientRandom& random, const Vector3d& ostium) {
  const Vector3d first = ostium + Vector3d(0, 0, 9) + normal_point(random, {5, 5, 3});
  const Vector3d second = ostium + Vector3d(0, 0, 24) + normal_point(random, {10, 8, 4});
  const Vector3d third = second + Vector3d(-2, 2, 32) + normal_point(random, {7, 6, 4});
  const Vector3d fourth = third + Vector3d(-4, 6, 45) + normal_point(random, {4, 6, 0});
  return {ostium, first, second, third, fourth, fourth + Vector3d(0, 10, 60)};
}

Course descending_course(PatientRandom& random) {
  Course points{{10, 70, 120}, {8, 73, 40}, {6, 76, -20}, {2, 77, -90}, {0, 77, -170}};
  for (int i = 0; i < 3; ++i) points[static_cast<std::size_t>(i)] += 4 * normal_point(random);
  return points;
}

Tube tube_of(const Course& axis, double radius) {
  Tube tube;
  for (const Vector3d& point : axis) tube.push_back({point, radius});
  return tube;
}

}  // namespace

void add_catheter(PatientRandom& random, const AngiogramCameras& cameras, const Vector3d& ostium,
                  double iodine, bool femoral, double factor, TubeRaster& raster, Image& map) {
  constexpr double kLumen = .62;
  const double radius = random.uniform(.8, 1.15);
  const auto all = static_cast<float>(factor * iodine * random.uniform(.3, 1));
  const auto inside = static_cast<float>(factor * random.uniform(-.08, .12));
  const auto add = [&](const CArm& camera, const Course& course) {
    const Course axis = catmull_rom(course, 40);
    add_tube(raster, camera, tube_of(axis, radius), all, map);
    add_tube(raster, camera, tube_of(axis, radius * kLumen), inside, map);
  };
  add(cameras.tree, ascending_course(random, ostium));
  if (femoral) add(cameras.background, descending_course(random));
}

void add_wires(PatientRandom& random, const CArm& camera, double factor, TubeRaster& raster, Image& map) {
  const double u = random.uniform();
  for (int n = u < .7 ? 0 : u < .9 ? 1 : 2; n > 0; --n) {
    const Vector3d middle = 45 * normal_point(random), direction = normal_point(random).normalized();
    const Course points{middle - 160 * direction, middle - 60 * direction + 15 * normal_point(random),
                        middle + 8 * normal_point(random),
                        middle + 60 * direction + 15 * normal_point(random), middle + 160 * direction};
    const Tube tube = tube_of(catmull_rom(points, 50), random.uniform(.4, 1.3));
    add_tube(raster, camera, tube, static_cast<float>(factor * random.uniform(.15, .6)), map);
  }
}

void add_reflux(PatientRandom& random, const CArm& camera, const Vector3d& ostium, GaussianBlur& blur,
                Image& map) {
  if (!random.chance(.4)) return;
  const double density = random.uniform(.004, .02);
  Ellipsoid body{ostium + 6 * normal_point(random), {}};
  body.axes.x() = random.uniform(8, 16);
  body.axes.y() = random.uniform(8, 16);
  body.axes.z() = random.uniform(8, 18);
  Image coarse = Image::Zero(kCoarseGrid, kCoarseGrid);
  add_rays(camera, coarse, [&](const Vector3d& ray) { return density * chord(camera.source(), ray, body); });
  blur(coarse, 5.0 * kCoarseGrid / AngiogramCanvas::kPixels);
  add_enlarged(coarse, 1, map);
}

}  // namespace he::sim
