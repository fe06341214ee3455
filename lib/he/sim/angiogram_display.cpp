#include "he/sim/angiogram_display.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

using Row = Eigen::Array<float, 1, Eigen::Dynamic>;

Row columns(Eigen::Index n) { return Row::LinSpaced(n, 0, static_cast<float>(n - 1)); }

void mask_circle(PatientRandom& random, Image& mask) {
  const auto n = static_cast<float>(mask.cols()), centre = (n - 1) / 2;
  const float x = centre + n * static_cast<float>(random.uniform(-.08, .08));
  const float y = centre + n * static_cast<float>(random.uniform(-.08, .08));
  const float radius = n * static_cast<float>(random.uniform(.46, .62));
  const Row across = (columns(mask.cols()) - x).square();
  for (Eigen::Index i = 0; i < mask.rows(); ++i) {
    const float down = static_cast<float>(i) - y;
    mask.row(i) = (radius + .5f - (across + down * down).sqrt()).max(0).min(1);
  }
}

/// Shutters of up to a tenth of the image at any of its sides.
void mask_shutters(PatientRandom& random, Image& mask) {
  const Eigen::Index n = mask.cols();
  for (int side = 0; side < 4; ++side) {
    if (!random.chance(.4)) continue;
    const auto edge = static_cast<float>(n) * static_cast<float>(random.uniform(0, .10));
    Row open = ((columns(n) - edge) / 2 + .5f).max(0).min(1);
    if (side % 2 == 1) open.reverseInPlace();
    if (side < 2) {
      mask.rowwise() *= open;
    } else {
      mask.colwise() *= open.transpose();
    }
  }
}

/// 1 where the collimator is open, 0 where it is closed; by size of the display.
Image collimator(PatientRandom& random, Eigen::Index pixels, int size) {
  const double u = random.uniform();
  if (u >= .55) return Image::Ones(size, size);
  Image mask = Image::Ones(pixels, pixels);
  u < .35 ? mask_circle(random, mask) : mask_shutters(random, mask);
  return box_means(mask, size);
}

struct Moments {
  float mean, deviation;
};

Moments moments_within(const Image& image, const Image& mask) {
  const auto open = (mask > .5f).cast<double>();
  const auto values = image.cast<double>();
  const double count = open.sum(), mean = (open * values).sum() / count;
  const double variance = (open * (values - mean).square()).sum() / count;
  return {static_cast<float>(mean), static_cast<float>(std::sqrt(variance))};
}

}  // namespace

std::vector<float> display(PatientRandom& random, const Image& image, int size, double contrast) {
  const Image mask = collimator(random, image.cols(), size);
  const auto mean = static_cast<float>(std::clamp(.53 + .09 * random.normal(), .28, .78));
  const auto deviation = static_cast<float>(contrast * std::clamp(.105 + .03 * random.normal(), .05, .20));
  const auto black = static_cast<float>(random.uniform(0, .08));
  const Image small = box_means(image, size);
  const Moments within = moments_within(small, mask);
  const Image shown = mean + deviation / (within.deviation + 1e-6f) * (small - within.mean);
  std::vector<float> pixels(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
  Eigen::Map<Image>(pixels.data(), size, size) = (shown * mask + black * (1 - mask)).max(0).min(1);
  return pixels;
}

}  // namespace he::sim
