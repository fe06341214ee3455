#include "he/sim/coronary_tree.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "he/sim/catmull_rom.h"

namespace he::sim {
namespace {

using Eigen::Vector3d;

constexpr int kSamples = 24;                                // of a span between two control points
constexpr double kThinnestBranch = 0.30, kThinnest = 0.25;  // mm
constexpr int kWaves = 3;
constexpr double kInheritance = 20;  // mm over which a child forgets its parent's deviation

std::size_t sample_at(const CoronaryVessel& vessel, double fraction) {
  return static_cast<std::size_t>(std::nearbyint(fraction * static_cast<double>(vessel.course.size() - 1)));
}

void measure_length(CoronaryVessel& vessel) {
  vessel.length.assign(vessel.position.size(), 0);
  for (std::size_t i = 1; i < vessel.position.size(); ++i)
    vessel.length[i] = vessel.length[i - 1] + (vessel.position[i] - vessel.position[i - 1]).norm();
}

/// A wave along a vessel, at right angles to nothing in particular: amplitude and direction, mm.
struct Wave {
  Vector3d amplitude;
  double length, phase;
};

Vector3d random_direction(PatientRandom& random) {
  const double x = random.normal(), y = random.normal(), z = random.normal();
  return Vector3d(x, y, z).normalized();
}

Wave draw_wave(PatientRandom& random, double tortuosity) {
  const Vector3d direction = random_direction(random);
  const double length = random.uniform(12, 45), phase = random.uniform(0, 2 * std::numbers::pi);
  return {0.045 * tortuosity * length * std::abs(random.normal()) * direction, length, phase};
}

double smoothstep(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

}  // namespace

CoronaryTree::CoronaryTree(const HeartFrame& heart, double tortuosity, PatientRandom* random)
    : heart_(heart), tortuosity_(tortuosity), random_(random) {}

CoronaryVessel& CoronaryTree::find(const std::string& name) {
  const auto found =
      std::find_if(vessels_.begin(), vessels_.end(), [&](const auto& v) { return v.name == name; });
  if (found == vessels_.end()) throw std::logic_error("there is no vessel " + name);
  return *found;
}

const CoronaryVessel& CoronaryTree::vessel(const std::string& name) const {
  return const_cast<CoronaryTree*>(this)->find(name);
}

bool CoronaryTree::has(const std::string& name) const {
  return std::any_of(vessels_.begin(), vessels_.end(), [&](const auto& v) { return v.name == name; });
}

void CoronaryTree::trace(CoronaryVessel& vessel, const std::vector<HeartPoint>& points, double length) {
  vessel.course = catmull_rom(points, kSamples);
  const auto kept =
      static_cast<std::size_t>(std::nearbyint(length * static_cast<double>(vessel.course.size() - 1)));
  vessel.course.resize(std::min(vessel.course.size(), std::max<std::size_t>(8, kept + 1)));
  for (const HeartPoint& point : vessel.course) vessel.position.push_back(heart_.position(point));
  measure_length(vessel);
}

void CoronaryTree::deviate(CoronaryVessel& vessel, const Vector3d& inherited, double tortuosity) {
  std::vector<Wave> waves;
  for (int k = 0; k < kWaves && tortuosity_ > 0; ++k)
    waves.push_back(draw_wave(*random_, tortuosity_ * tortuosity));
  for (std::size_t i = 0; i < vessel.position.size(); ++i) {
    const double s = vessel.length[i];
    Vector3d deviation = inherited * std::exp(-s / kInheritance);
    for (const Wave& wave : waves)
      deviation += std::sin(2 * std::numbers::pi * s / wave.length + wave.phase) * smoothstep((s - 4) / 15) *
                   wave.amplitude;
    vessel.deviation.push_back(deviation);
    vessel.position[i] += deviation;
  }
  measure_length(vessel);
}

void CoronaryTree::append(CoronaryVessel vessel, double taper) {
  for (const double s : vessel.length) vessel.radius.push_back(vessel.first_radius * std::exp(-taper * s));
  vessels_.push_back(std::move(vessel));
}

void CoronaryTree::add(const std::string& name, const std::vector<HeartPoint>& points, double radius,
                       double length, double tortuosity, double taper) {
  CoronaryVessel vessel;
  vessel.name = name;
  vessel.first_radius = radius;
  trace(vessel, points, length);
  deviate(vessel, Vector3d::Zero(), tortuosity);
  append(std::move(vessel), taper);
}

void CoronaryTree::add(const std::string& name, const TakeOff& from, const std::vector<HeartPoint>& points,
                       double radius) {
  const CoronaryVessel& parent = find(from.parent);
  const std::size_t i = sample_at(parent, from.fraction);
  CoronaryVessel vessel;
  vessel.name = name;
  vessel.first_radius = radius;
  vessel.from_ostium = parent.from_ostium + parent.length[i];
  vessel.inside_parent = 0.8 * parent.radius[i];
  std::vector<HeartPoint> through{parent.course[i]};
  through.insert(through.end(), points.begin(), points.end());
  trace(vessel, through, from.length);
  deviate(vessel, parent.deviation[i], from.tortuosity);
  append(std::move(vessel), kTaper);
}

void CoronaryTree::branch(const std::string& name, const TakeOff& from,
                          const std::vector<HeartPoint>& offsets, double ratio, bool relative_depth) {
  CoronaryVessel& parent = find(from.parent);
  const std::size_t i = sample_at(parent, from.fraction);
  const HeartPoint origin = parent.course[i].cwiseProduct(HeartPoint(1, 1, relative_depth ? 1 : 0));
  std::vector<HeartPoint> points;
  for (const HeartPoint& offset : offsets) points.emplace_back(origin + offset);
  const double radius = std::max(kThinnestBranch, ratio * parent.radius[i]);
  const double effective = std::min(0.95, radius / parent.radius[i]);
  add(name, from, points, radius);
  const double rest = std::cbrt(1 - effective * effective * effective);
  for (std::size_t k = i + 1; k < parent.radius.size(); ++k) parent.radius[k] *= rest;
}

void CoronaryTree::finish() {
  for (CoronaryVessel& vessel : vessels_)
    for (double& radius : vessel.radius) radius = std::max(radius, kThinnest);
}

}  // namespace he::sim
