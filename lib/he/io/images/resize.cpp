#include "he/io/images/resize.h"
#include "he/io/records/transforms.h"

#include <algorithm>
#include <cmath>

namespace he::io {
namespace {

/// What a pixel of the new axis is made of: neighbouring pixels of the old one, and their weights.
struct Span {
  std::size_t first;
  std::vector<double> weights;
};

Span covered(std::size_t i, std::size_t from, std::size_t to) {
  const double step = static_cast<double>(from) / static_cast<double>(to);
  const double begin = static_cast<double>(i) * step, end = static_cast<double>(i + 1) * step;
  Span span{static_cast<std::size_t>(begin), {}};
  for (std::size_t k = span.first; k < from && static_cast<double>(k) < end; ++k) {
    const double left = std::max(begin, static_cast<double>(k)),
                 right = std::min(end, static_cast<double>(k + 1));
    span.weights.push_back(std::max(0.0, right - left) / step);
  }
  return span;
}

Span interpolated(std::size_t i, std::size_t from, std::size_t to) {
  const double last = static_cast<double>(from - 1);
  const double place =
      (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
  const double inside = std::clamp(place, 0.0, last);
  const auto first = std::min(static_cast<std::size_t>(inside), from > 1 ? from - 2 : 0);
  if (from == 1) return {0, {1}};
  const double part = inside - static_cast<double>(first);
  return {first, {1 - part, part}};
}

std::vector<Span> spans(std::size_t from, std::size_t to) {
  std::vector<Span> result;
  for (std::size_t i = 0; i < to; ++i)
    result.push_back(to < from ? covered(i, from, to) : interpolated(i, from, to));
  return result;
}

/// The image with another height.
Image resized_rows(const Image& image, std::size_t height) {
  Image result{image.width, height, std::vector<double>(image.width * height)};
  const std::vector<Span> rows = spans(image.height, height);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t k = 0; k < rows[y].weights.size(); ++k) {
      const double* from = image.pixels.data() + (rows[y].first + k) * image.width;
      double* to = result.pixels.data() + y * image.width;
      for (std::size_t x = 0; x < image.width; ++x) to[x] += rows[y].weights[k] * from[x];
    }
  return result;
}

Image resized_columns(const Image& image, std::size_t width) {
  Image result{width, image.height, std::vector<double>(width * image.height)};
  const std::vector<Span> columns = spans(image.width, width);
  for (std::size_t y = 0; y < image.height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const double* from = image.pixels.data() + y * image.width + columns[x].first;
      double sum = 0;
      for (std::size_t k = 0; k < columns[x].weights.size(); ++k) sum += columns[x].weights[k] * from[k];
      result.pixels[y * width + x] = sum;
    }
  return result;
}

}  // namespace

Image cropped(const Image& image, std::size_t width, std::size_t height) {
  const auto fitting = [](std::size_t extent, std::size_t other, std::size_t numerator,
                          std::size_t denominator) {
    return std::clamp<std::size_t>(other * numerator / denominator, 1, extent);
  };
  const std::size_t w = fitting(image.width, image.height, width, height);
  const std::size_t h = fitting(image.height, image.width, height, width);
  if (w == image.width && h == image.height) return image;
  Image result{w, h, {}};
  result.pixels.reserve(w * h);
  const std::size_t left = (image.width - w) / 2, top = (image.height - h) / 2;
  for (std::size_t y = 0; y < h; ++y) {
    const auto row = image.pixels.begin() + static_cast<std::ptrdiff_t>((top + y) * image.width + left);
    result.pixels.insert(result.pixels.end(), row, row + static_cast<std::ptrdiff_t>(w));
  }
  return result;
}

Image resized(const Image& image, std::size_t width, std::size_t height) {
  if (width == image.width && height == image.height) return image;
  return resized_columns(resized_rows(image, height), width);
}

}  // namespace he::io
