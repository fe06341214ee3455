#include "he/sim/tube_raster.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

constexpr double kMinSine = 0.35;  // a tube seen end on has ends

/// 1 over the sine of the angle between the segment and the ray through its middle.
double obliquity(const CArm& camera, const Eigen::Vector3d& a, const Eigen::Vector3d& b) {
  const Eigen::Vector3d ray = ((a + b) / 2 - camera.source()).normalized(), along = b - a;
  const double cosine = std::abs(along.dot(ray)) / (along.norm() + 1e-12);
  return 1 / std::max(std::sqrt(std::max(0.0, 1 - cosine * cosine)), kMinSine);
}

}  // namespace

/// Between two samples, as the image shows it. Quantities at its start, and what they change by until its
/// end.
struct TubeRaster::Segment {
  Projection a, b;
  double dx, dy;  ///< from start to end, px
  double radius, radius_change, weight, weight_change;
  double reach;  ///< the larger radius, px

  Segment(const CArm& camera, const TubeSample& from, const TubeSample& to, const Projection& start,
          const Projection& end)
      : a(start),
        b(end),
        dx(b.x - a.x),
        dy(b.y - a.y),
        radius(from.radius),
        radius_change(to.radius - from.radius) {
    const double factor = 2 * obliquity(camera, from.position, to.position);
    weight = factor * from.weight;
    weight_change = factor * (to.weight - from.weight);
    reach = std::max(from.radius * a.magnification, to.radius * b.magnification);
  }

  /// Columns that the segment may reach in a row: those near enough to the part of the axis that is near
  /// enough.
  struct Columns {
    double from, to;
  };
  Columns columns(double y) const {
    double first = 0, last = 1;
    if (std::abs(dy) > 1e-9) {
      const double one = (y - reach - a.y) / dy, other = (y + reach - a.y) / dy;
      first = std::clamp(std::min(one, other), 0.0, 1.0);
      last = std::clamp(std::max(one, other), 0.0, 1.0);
    }
    const double x1 = a.x + first * dx, x2 = a.x + last * dx;
    return {std::min(x1, x2) - reach, std::max(x1, x2) + reach};
  }
};

TubeRaster::TubeRaster(int pixels)
    : pixels_(pixels),
      chords_(Image::Zero(pixels, pixels)),
      left_(pixels),
      right_(-1),
      top_(pixels),
      bottom_(-1) {}

void TubeRaster::draw(const CArm& camera, const Tube& tube) {
  Projection start = camera.project(tube.front().position);
  for (std::size_t i = 0; i + 1 < tube.size(); ++i) {
    const Projection end = camera.project(tube[i + 1].position);
    draw(Segment(camera, tube[i], tube[i + 1], start, end));
    start = end;
  }
}

void TubeRaster::draw(const Segment& segment) {
  const auto first = [](double v) { return static_cast<int>(std::ceil(std::max(v, 0.0))); };
  const auto last = [&](double v) { return static_cast<int>(std::floor(std::min(v, pixels_ - 1.0))); };
  const auto [low, high] = std::minmax(segment.a.y, segment.b.y);
  const int bottom = last(high + segment.reach);
  for (int y = first(low - segment.reach); y <= bottom; ++y) {
    const auto [from, to] = segment.columns(y);
    if (first(from) <= last(to)) draw_row(segment, y, first(from), last(to));
  }
}

void TubeRaster::draw_row(const Segment& s, int y, int left, int right) {
  const double square = s.dx * s.dx + s.dy * s.dy, per_square = square > 0 ? 1 / square : 0, down = y - s.a.y;
  const auto dx = static_cast<float>(s.dx), dy = static_cast<float>(s.dy), py = static_cast<float>(down);
  const auto t0 = static_cast<float>(down * s.dy * per_square), dt = static_cast<float>(s.dx * per_square);
  const auto m0 = static_cast<float>(s.a.magnification);
  const auto dm = static_cast<float>(s.b.magnification - s.a.magnification);
  const auto r0 = static_cast<float>(s.radius), dr = static_cast<float>(s.radius_change);
  const auto w0 = static_cast<float>(s.weight), dw = static_cast<float>(s.weight_change);
  const auto first = static_cast<float>(left - s.a.x);
  float* chord = &chords_(y, left);
  for (int k = 0; k <= right - left; ++k) {
    const float px = first + static_cast<float>(k);
    float t = px * dt + t0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const float nx = px - t * dx, ny = py - t * dy, m = m0 + t * dm, r = r0 + t * dr;
    const float inside = r * r - (nx * nx + ny * ny) / (m * m);
    const float length = std::sqrt(inside > 0 ? inside : 0) * (w0 + t * dw);
    chord[k] = length > chord[k] ? length : chord[k];
  }
  left_ = std::min(left_, left), right_ = std::max(right_, right);
  top_ = std::min(top_, y), bottom_ = std::max(bottom_, y);
}

void TubeRaster::add_to(Image& map, float factor) {
  if (right_ < left_ || bottom_ < top_) return;
  auto drawn = chords_.block(top_, left_, bottom_ - top_ + 1, right_ - left_ + 1);
  map.block(top_, left_, drawn.rows(), drawn.cols()) += factor * drawn;
  drawn.setZero();
  left_ = top_ = pixels_;
  right_ = bottom_ = -1;
}

}  // namespace he::sim
