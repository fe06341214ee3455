#include "he/sim/angiogram_background.h"

#include <cmath>
#include <numbers>

#include "he/sim/catmull_rom.h"
#include "he/sim/coarse_rays.h"
#include "he/sim/normal_field.h"
#include "he/sim/random_points.h"
#include "he/sim/ray_chords.h"

namespace he::sim {
namespace {

using Eigen::Vector3d;

Ellipsoid heart_ellipsoid(const HeartFrame& heart) {
  const HeartShape& s = heart.shape();
  Ellipsoid body{heart.base() + .28 * s.length * s.scale * heart.axis(),
                 s.scale * Vector3d(.80 * s.length, 1.12 * s.width, 1.15 * s.depth)};
  body.rows.row(0) = heart.axis();
  body.rows.row(1) = heart.right();
  body.rows.row(2) = heart.inferior();
  return body;
}

void add_heart(PatientRandom& random, const HeartFrame& heart, const CArm& camera, GaussianBlur& blur,
               Image& map) {
  const double density = random.uniform(.001, .0045);
  const Ellipsoid body = heart_ellipsoid(heart);
  add_rays(camera, map, [&](const Vector3d& ray) { return density * chord(camera.source(), ray, body); });
  blur(map, 16.0 * kCoarseGrid / AngiogramCanvas::kPixels);
}

void add_diaphragm(PatientRandom& random, const CArm& camera, Image& map) {
  const double top = random.uniform(-95, -35), density = random.uniform(.002, .010);
  Ellipsoid right{{-60, 5, top - 78}, {88, 95, 80}}, left{{68, 5, top - 88}, {70, 92, 78}};
  right.centre += Vector3d(6 * random.normal(), 6 * random.normal(), 0);
  right.axes.x() += 5 * random.normal();
  const double left_density = density * random.uniform(.5, 1);
  left.centre += Vector3d(6 * random.normal(), 6 * random.normal(), 5 * random.normal());
  left.axes.x() += 5 * random.normal();
  add_rays(camera, map, [&](const Vector3d& ray) {
    return density * chord(camera.source(), ray, right) + left_density * chord(camera.source(), ray, left);
  });
}

void add_spine_and_aorta(PatientRandom& random, const CArm& camera, Image& map) {
  constexpr double kVertebra = 28;  // mm from one to the next
  const UprightCylinder spine{-22 + 6 * random.normal(), 88 + 5 * random.normal(), 19, 17};
  const double offset = random.uniform(0, kVertebra), bone = random.uniform(.004, .014);
  const UprightCylinder aorta{3 + 4 * random.normal(), 75 + 4 * random.normal(), 13, 13};
  const double blood = random.uniform(.001, .004);
  add_rays(camera, map, [&](const Vector3d& ray) {
    const auto [length, height] = chord(camera.source(), ray, spine);
    const double phase = 2 * std::numbers::pi * (height - offset) / kVertebra;
    const double discs = 1 + .18 * std::cos(phase) + .10 * std::cos(2 * phase);
    return bone * length * discs + blood * chord(camera.source(), ray, aorta).length;
  });
}

/// Half a turn and more around the chest.
Tube rib(double height, double radius) {
  constexpr int kSamples = 40;
  Tube tube;
  for (int k = 0; k < kSamples; ++k) {
    const double psi = -2.8 + 5.6 * k / (kSamples - 1);
    const double back = std::cos(psi);
    tube.push_back({Vector3d(-22 + 135 * std::sin(psi), 10 + 95 * back, height + 50 * back - 20), radius});
  }
  return tube;
}

void add_ribs(PatientRandom& random, const CArm& camera, AngiogramCanvas& canvas, Image& map) {
  constexpr double kRadius = 5.5, kMarrow = .72;
  const double density = random.uniform(.002, .014);
  if (!random.chance(.6)) return;
  canvas.layer.setZero();
  for (int i = -4; i <= 4; ++i) {
    const double height = 28 * i + random.uniform(-3, 3) + 10;
    add_tube(canvas.raster, camera, rib(height, kRadius), 1, canvas.layer);
    add_tube(canvas.raster, camera, rib(height, kRadius * kMarrow), -.75f, canvas.layer);
  }
  canvas.blur(canvas.layer, 2);
  map += static_cast<float>(density) * canvas.layer;
}

/// Normal noise of several scales.
void add_texture(PatientRandom& random, Image& map) {
  constexpr struct {
    int size;
    float weight;
  } kLevels[] = {{4, 1.f}, {8, .7f}, {16, .5f}, {32, .35f}, {64, .25f}, {128, .16f}};
  const auto amplitude = static_cast<float>(random.uniform(.02, .10));
  NormalField normals(random);
  std::vector<float> numbers;
  for (const auto& level : kLevels) {
    const auto count = static_cast<std::size_t>(level.size) * static_cast<std::size_t>(level.size);
    numbers.resize(count);
    normals.fill(numbers);
    add_enlarged(Eigen::Map<const Image>(numbers.data(), level.size, level.size), amplitude * level.weight,
                 map);
  }
}

void add_lung_vessels(PatientRandom& random, const CArm& camera, AngiogramCanvas& canvas, Image& map) {
  canvas.layer.setZero();
  for (int n = 4 + random.below(10); n > 0; --n) {
    const Vector3d start = 70 * normal_point(random), direction = normal_point(random).normalized();
    const std::vector<Vector3d> points{start, start + 25 * direction + 6 * normal_point(random),
                                       start + 50 * direction + 9 * normal_point(random),
                                       start + 75 * direction + 12 * normal_point(random)};
    const auto axis = catmull_rom(points, 16);
    const double radius = random.uniform(1.2, 3);
    Tube tube;
    for (std::size_t i = 0; i < axis.size(); ++i)
      tube.push_back(
          {axis[i], radius + (.5 - radius) * static_cast<double>(i) / static_cast<double>(axis.size() - 1)});
    add_tube(canvas.raster, camera, tube, 1, canvas.layer);
  }
  canvas.blur(canvas.layer, 1.5);
  map += static_cast<float>(random.uniform(.005, .035)) * canvas.layer;
}

}  // namespace

void add_background(PatientRandom& random, const HeartFrame& heart, const CArm& camera,
                    AngiogramCanvas& canvas, Image& map) {
  Image coarse = Image::Zero(kCoarseGrid, kCoarseGrid);
  add_heart(random, heart, camera, canvas.blur, coarse);
  add_diaphragm(random, camera, coarse);
  add_spine_and_aorta(random, camera, coarse);
  add_enlarged(coarse, 1, map);
  add_ribs(random, camera, canvas, map);
  add_texture(random, map);
  add_lung_vessels(random, camera, canvas, map);
}

}  // namespace he::sim
