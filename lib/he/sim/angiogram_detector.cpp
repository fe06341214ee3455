#include "he/sim/angiogram_detector.h"

#include <cmath>

#include "he/sim/normal_field.h"

namespace he::sim {
namespace {

constexpr int kScatterGrid = 64;
constexpr float kElectronic = .006f;  // deviation
constexpr float kDarkest = 1e-3f;

/// Adds radiation scattered within the patient: a share of the primary one, far spread.
void add_scatter(PatientRandom& random, GaussianBlur& blur, Image& image) {
  const auto ratio = static_cast<float>(random.uniform(.25, .9));
  Image scattered = box_means(image, kScatterGrid);
  blur(scattered, random.uniform(6, 10));  // 48 to 80 pixels
  image *= 1 / (1 + ratio);
  add_enlarged(scattered, ratio / (1 + ratio), image);
}

/// Vignetting, then noise of a normal distribution in place of Poisson's, then gamma, row by row.
void develop(PatientRandom& random, Image& image) {
  const auto vignette = static_cast<float>(random.uniform(0, .22));
  const auto quanta = static_cast<float>(std::exp(random.uniform(std::log(80), std::log(900))));
  const auto gamma = static_cast<float>(random.uniform(.7, 1.3));
  using Row = Eigen::Array<float, 1, Eigen::Dynamic>;
  const auto centre = static_cast<float>(image.cols() - 1) / 2, half = static_cast<float>(image.cols()) / 2;
  const Row across =
      ((Row::LinSpaced(image.cols(), 0, static_cast<float>(image.cols() - 1)) - centre) / half).square();
  NormalField normals(random);
  std::vector<float> noise(static_cast<std::size_t>(image.cols()));
  for (Eigen::Index y = 0; y < image.rows(); ++y) {
    auto row = image.row(y);
    row *= 1 - vignette * (across + across(y));
    normals.fill(noise);
    row += (row.max(0) / quanta + kElectronic * kElectronic).sqrt() *
           Eigen::Map<const Row>(noise.data(), image.cols());
    row = (gamma * row.max(kDarkest).log()).exp();
  }
}

}  // namespace

void detect(PatientRandom& random, GaussianBlur& blur, Image& image) {
  image = (-image).exp();
  add_scatter(random, blur, image);
  blur(image, random.uniform(.8, 1.6));
  develop(random, image);
}

}  // namespace he::sim
