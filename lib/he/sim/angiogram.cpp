#include "he/sim/angiogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "he/error.h"
#include "he/sim/angiogram_background.h"
#include "he/sim/angiogram_detector.h"
#include "he/sim/angiogram_devices.h"
#include "he/sim/angiogram_display.h"
#include "he/sim/angiogram_vessels.h"

namespace he::sim {
namespace {

constexpr int kPixels = AngiogramCanvas::kPixels;
constexpr double kMainRadius = 0.55;  // mm; vessels from here on are what the operator centres on

double share(const CArmView& view, Artery artery, ViewChoice choice) {
  if (choice == ViewChoice::matched) return view.share;
  return artery == Artery::left ? view.clinical_left : view.clinical_right;
}

std::size_t draw_view(PatientRandom& random, Artery artery, ViewChoice choice) {
  double total = 0;
  for (const CArmView& view : kCArmViews) total += share(view, artery, choice);
  double rest = random.uniform() * total;
  std::size_t last = 0;  // with a share, for rounding
  for (std::size_t i = 0; i < kCArmViews.size(); ++i) {
    const double part = share(kCArmViews[i], artery, choice);
    if (part == 0) continue;
    last = i;
    if ((rest -= part) < 0) break;
  }
  return last;
}

CArmPose draw_pose(PatientRandom& random, const CArmView& view) {
  CArmPose pose;
  pose.primary = view.primary + 6 * random.normal();
  pose.secondary = view.secondary + 5 * random.normal();
  pose.source_to_detector = random.uniform(960, 1150);
  pose.source_to_isocentre = random.uniform(700, 770);
  pose.field = random.uniform(122, 188);
  pose.pixels = kPixels;
  return pose;
}

Eigen::Vector2d normal_pair(PatientRandom& random) {
  const double x = random.normal(), y = random.normal();
  return {x, y};
}

/// The middle of the larger vessels on the detector of a camera without pan, mm.
Eigen::Vector2d middle_of(const CoronaryTree& tree, const CArm& camera) {
  Eigen::Array2d low = Eigen::Array2d::Constant(std::numeric_limits<double>::infinity()), high = -low;
  for (const CoronaryVessel& vessel : tree.vessels()) {
    if (vessel.first_radius <= kMainRadius) continue;
    for (const Eigen::Vector3d& point : vessel.position) {
      const Projection p = camera.project(point);
      low = low.min(Eigen::Array2d(p.x, p.y));
      high = high.max(Eigen::Array2d(p.x, p.y));
    }
  }
  return ((low + high) / 2 - (kPixels - 1) / 2.0) / camera.pixels_per_mm();
}

/// The operator centres the tree, with an error; what lies behind it has an offset of its own.
AngiogramCameras draw_cameras(PatientRandom& random, const CoronaryTree& tree, const CArmView& view) {
  const CArm camera(draw_pose(random, view));
  const Eigen::Vector2d pan = middle_of(tree, camera) + 15 * normal_pair(random);
  return {camera.panned(pan), camera.panned(Eigen::Vector2d(4, -4) + 18 * normal_pair(random))};
}

/// What digital subtraction leaves of background, wires and catheter, and how much of the contrast the
/// display shows.
struct Subtraction {
  bool on = false;
  double background = 1, wires = 1, catheter = 1, contrast = 1;
};

Subtraction draw_subtraction(PatientRandom& random) {
  if (!random.chance(.2)) return {};
  Subtraction s{.on = true};
  s.contrast = random.uniform(.35, .75);
  s.background = random.uniform(0, .12);
  s.wires = random.uniform(0, .3);
  s.catheter = random.uniform(.1, 1);
  return s;
}

}  // namespace

void check(const AngiogramOptions& options) {
  const int size = options.size;
  if (size < 16 || size > kPixels || (size & (size - 1)) != 0)
    throw UsageError(fmt::format("size {}: frames have 16, 32, 64, 128, 256 or 512 pixels a side", size));
}

AngiogramSimulator::AngiogramSimulator(const AngiogramOptions& options)
    : options_(options), attenuation_(kPixels, kPixels) {
  check(options);
}

void AngiogramSimulator::draw_vessels(PatientRandom& random, const CArm& camera, const CoronaryTree& tree,
                                      double iodine) {
  ContrastFront front;
  if (random.chance(.35)) front = random.uniform(90, 400);
  const int motion = static_cast<int>(std::nearbyint(random.uniform(0, 9)));
  const double direction = random.uniform(0, 2 * std::numbers::pi);
  if (!options_.vessels) return;
  canvas_.layer.setZero();
  add_tree(canvas_.raster, camera, tree, front, canvas_.layer);
  blur_motion(canvas_.layer, motion, direction);
  attenuation_ += static_cast<float>(iodine) * canvas_.layer;
}

Angiogram AngiogramSimulator::simulate(std::uint64_t seed, std::size_t index) {
  PatientRandom random(seed, index);
  const Artery artery = index % 2 == 0 ? Artery::left : Artery::right;
  const CoronaryPatient patient = draw_coronary_patient(random, artery);
  const std::size_t view = draw_view(random, artery, options_.views);
  const AngiogramCameras cameras = draw_cameras(random, patient.tree, kCArmViews[view]);
  const double iodine = random.uniform(.15, .32);  // 1/mm
  const Subtraction subtraction = draw_subtraction(random);
  const bool femoral = random.chance(.5);

  attenuation_.setZero();
  add_background(random, patient.heart, cameras.background, canvas_, attenuation_);
  attenuation_ *= static_cast<float>(subtraction.background);
  attenuation_ -= quantile(attenuation_, .05, 8);
  const Eigen::Vector3d& ostium = patient.tree.vessels().front().position.front();
  draw_vessels(random, cameras.tree, patient.tree, iodine);
  add_catheter(random, cameras, ostium, iodine, femoral, subtraction.catheter, canvas_.raster, attenuation_);
  add_wires(random, cameras.background, subtraction.wires, canvas_.raster, attenuation_);
  add_reflux(random, cameras.tree, ostium, canvas_.blur, attenuation_);
  detect(random, canvas_.blur, attenuation_);

  const CArmPose& pose = cameras.tree.pose();
  return {artery,
          view,
          pose.primary,
          pose.secondary,
          patient.dominance,
          subtraction.on,
          femoral,
          display(random, attenuation_, options_.size, subtraction.contrast)};
}

}  // namespace he::sim
