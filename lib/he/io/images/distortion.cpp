#include "he/io/images/distortion.h"
#include "he/io/records/image_options.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

namespace he::io {
namespace {

/// The value at a point between the centres of pixels (0, 0), (1, 0), …
double sample(const Image& image, double x, double y) {
  const auto split = [](double place, std::size_t extent) {
    const double inside = std::clamp(place, 0.0, static_cast<double>(extent - 1));
    const auto first = static_cast<std::size_t>(inside);
    return std::tuple<std::size_t, std::size_t, double>(first, std::min(first + 1, extent - 1),
                                                        inside - static_cast<double>(first));
  };
  const auto [left, right, across] = split(x, image.width);
  const auto [top, bottom, down] = split(y, image.height);
  const auto row = [&](std::size_t line) {
    const double* pixels = image.pixels.data() + line * image.width;
    return pixels[left] + across * (pixels[right] - pixels[left]);
  };
  const double above = row(top);
  return above + down * (row(bottom) - above);
}

}  // namespace

Image moved(const Image& image, const Distortion& distortion) {
  Image result{image.width, image.height, {}};
  result.pixels.reserve(image.pixels.size());
  const double width = static_cast<double>(image.width), height = static_cast<double>(image.height);
  const double angle = distortion.degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const double middle_x = (width - 1) / 2, middle_y = (height - 1) / 2;
  for (std::size_t row = 0; row < image.height; ++row) {
    const double y = static_cast<double>(row) - middle_y - distortion.down * height;
    for (std::size_t column = 0; column < image.width; ++column) {
      const double x = static_cast<double>(column) - middle_x - distortion.right * width;
      // Where this pixel came from: the rotation undone. With y downwards, (c, s) turns clockwise.
      result.pixels.push_back(sample(image, c * x + s * y + middle_x, c * y - s * x + middle_y));
    }
  }
  return result;
}

void expose(Image& image, const Distortion& distortion) {
  for (double& x : image.pixels) x = distortion.gain * std::pow(x, distortion.gamma);
}

}  // namespace he::io
