#include "he/sim/image_filters.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

/// Row or column `i` of `n` of the image and its mirror images.
Eigen::Index mirrored(Eigen::Index i, Eigen::Index n) { return i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i; }

std::vector<float> gaussian_kernel(double sigma) {
  const int radius = static_cast<int>(4 * sigma + 0.5);
  std::vector<double> weights;
  for (int k = 0; k <= radius; ++k) weights.push_back(std::exp(-0.5 * k * k / (sigma * sigma)));
  double sum = -weights[0];
  for (const double weight : weights) sum += 2 * weight;
  std::vector<float> kernel;
  for (const double weight : weights) kernel.push_back(static_cast<float>(weight / sum));
  return kernel;
}

/// For every pixel of a larger image the one of `small` pixels before it and the weight of the next.
struct Interpolation {
  std::vector<Eigen::Index> before;
  std::vector<float> next;

  Interpolation(Eigen::Index small, Eigen::Index large) {
    for (Eigen::Index k = 0; k < large; ++k) {
      const double x =
          (static_cast<double>(k) + .5) * static_cast<double>(small) / static_cast<double>(large) - .5;
      const double inside = std::clamp(x, 0.0, static_cast<double>(small - 1));
      before.push_back(std::min(static_cast<Eigen::Index>(inside), small - 2));
      const double t = inside - static_cast<double>(before.back());
      next.push_back(static_cast<float>(small <= 64 ? t * t * (3 - 2 * t) : t));
    }
  }
};

}  // namespace

void GaussianBlur::down(const Image& from, Image& to) const {
  const Eigen::Index rows = from.rows();
  to.resizeLike(from);
  for (Eigen::Index y = 0; y < rows; ++y) {
    auto row = to.row(y);
    row = kernel_[0] * from.row(y);
    for (std::size_t k = 1; k < kernel_.size(); ++k) {
      const auto step = static_cast<Eigen::Index>(k);
      row += kernel_[k] * (from.row(mirrored(y - step, rows)) + from.row(mirrored(y + step, rows)));
    }
  }
}

void GaussianBlur::across(const Image& from, Image& to) {
  const auto radius = static_cast<Eigen::Index>(kernel_.size()) - 1, columns = from.cols();
  row_.resize(static_cast<std::size_t>(columns + 2 * radius));
  to.resizeLike(from);
  for (Eigen::Index y = 0; y < from.rows(); ++y) {
    const float* in = &from(y, 0);
    for (Eigen::Index x = -radius; x < 0; ++x)
      row_[static_cast<std::size_t>(x + radius)] = in[mirrored(x, columns)];
    std::copy_n(in, columns, row_.begin() + radius);
    for (Eigen::Index x = columns; x < columns + radius; ++x)
      row_[static_cast<std::size_t>(x + radius)] = in[mirrored(x, columns)];
    const float* centre = row_.data() + radius;
    float* out = &to(y, 0);
    for (Eigen::Index x = 0; x < columns; ++x) out[x] = kernel_[0] * centre[x];
    for (Eigen::Index k = 1; k <= radius; ++k) {
      const float weight = kernel_[static_cast<std::size_t>(k)];
      for (Eigen::Index x = 0; x < columns; ++x) out[x] += weight * (centre[x - k] + centre[x + k]);
    }
  }
}

void GaussianBlur::operator()(Image& image, double sigma) {
  kernel_ = gaussian_kernel(sigma);
  down(image, between_);
  across(between_, image);
}

void add_enlarged(const Image& small, float factor, Image& to) {
  const Interpolation place(small.rows(), to.rows());
  Image wide(small.rows(), to.cols());
  for (Eigen::Index y = 0; y < small.rows(); ++y) {
    const float* in = &small(y, 0);
    for (Eigen::Index x = 0; x < to.cols(); ++x) {
      const auto i = place.before[static_cast<std::size_t>(x)];
      wide(y, x) = factor * (in[i] + place.next[static_cast<std::size_t>(x)] * (in[i + 1] - in[i]));
    }
  }
  for (Eigen::Index y = 0; y < to.rows(); ++y) {
    const auto i = place.before[static_cast<std::size_t>(y)];
    const float next = place.next[static_cast<std::size_t>(y)];
    to.row(y) += (1 - next) * wide.row(i) + next * wide.row(i + 1);
  }
}

Image box_means(const Image& image, int size) {
  const Eigen::Index side = image.rows() / size;
  Image means(size, size);
  Eigen::Array<float, 1, Eigen::Dynamic> sums(image.cols());
  for (Eigen::Index y = 0; y < size; ++y) {
    sums = image.middleRows(y * side, side).colwise().sum();
    for (Eigen::Index x = 0; x < size; ++x) means(y, x) = sums.segment(x * side, side).sum();
  }
  return means / static_cast<float>(side * side);
}

void blur_motion(Image& image, int length, double direction) {
  if (length < 2) return;
  const int steps = std::max(3, length);
  const Eigen::Index rows = image.rows(), columns = image.cols();
  Image sum = Image::Zero(rows, columns);
  for (int k = 0; k < steps; ++k) {
    const double shift = (static_cast<double>(k) / (steps - 1) - 0.5) * length;
    const auto dy = static_cast<Eigen::Index>(std::nearbyint(shift * std::sin(direction)));
    const auto dx = static_cast<Eigen::Index>(std::nearbyint(shift * std::cos(direction)));
    const Eigen::Index left = std::max<Eigen::Index>(dx, 0), width = columns - std::abs(dx);
    for (Eigen::Index y = 0; y < rows; ++y) {
      const auto from = image.row(std::clamp<Eigen::Index>(y - dy, 0, rows - 1));
      auto to = sum.row(y);
      to.segment(left, width) += from.segment(left - dx, width);
      if (dx > 0) to.head(dx) += from(0);
      if (dx < 0) to.tail(-dx) += from(columns - 1);
    }
  }
  image = sum / static_cast<float>(steps);
}

float quantile(const Image& image, double part, int stride) {
  std::vector<float> values;
  for (Eigen::Index y = 0; y < image.rows(); y += stride)
    for (Eigen::Index x = 0; x < image.cols(); x += stride) values.push_back(image(y, x));
  const double rank = part * static_cast<double>(values.size() - 1);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.end());
  const float next = at + 1 == values.end() ? *at : *std::min_element(at + 1, values.end());
  return *at + static_cast<float>(rank - std::floor(rank)) * (next - *at);
}

}  // namespace he::sim
