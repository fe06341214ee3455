#include "he/nn/augmentation.h"

#include <doctest/doctest.h>

using he::io::Distortion;
using he::nn::draw_distortion;

namespace {

std::vector<double> numbers(const Distortion& d) { return {d.right, d.down, d.degrees, d.gain, d.gamma}; }

}  // namespace

TEST_CASE("a distortion follows from seed, frame and copy alone") {
  CHECK(numbers(draw_distortion(1, 5, 2)) == numbers(draw_distortion(1, 5, 2)));
  CHECK(numbers(draw_distortion(2, 5, 2)) != numbers(draw_distortion(1, 5, 2)));
  CHECK(numbers(draw_distortion(1, 6, 2)) != numbers(draw_distortion(1, 5, 2)));
  CHECK(numbers(draw_distortion(1, 5, 3)) != numbers(draw_distortion(1, 5, 2)));
}

// Uniform from −m to m: mean 0, deviation m/√3; the mean of n draws is then within 5·m/√(3n) but once in two
// million times.
TEST_CASE("distortions fill their ranges evenly") {
  constexpr int n = 4000;
  const double most[] = {he::nn::kMaxShift, he::nn::kMaxShift, he::nn::kMaxRotation,
                         std::log(he::nn::kMaxExposure), std::log(he::nn::kMaxExposure)};
  double sums[5] = {}, largest[5] = {};
  for (int frame = 0; frame < n; ++frame) {
    std::vector<double> drawn = numbers(draw_distortion(3, static_cast<std::uint64_t>(frame), 1));
    drawn[3] = std::log(drawn[3]);
    drawn[4] = std::log(drawn[4]);
    for (int i = 0; i < 5; ++i) {
      sums[i] += drawn[i];
      largest[i] = std::max(largest[i], std::abs(drawn[i]));
    }
  }
  for (int i = 0; i < 5; ++i) {
    CHECK(std::abs(sums[i] / n) < 5 * most[i] / std::sqrt(3.0 * n));
    CHECK(largest[i] <= most[i] * (1 + 1e-12));
    CHECK(largest[i] > 0.99 * most[i]);
  }
}
