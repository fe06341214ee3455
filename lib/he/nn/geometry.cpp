#include "he/nn/geometry.h"

#include <algorithm>

#include "he/error.h"

namespace he::nn {
namespace {

/// One axis of a sliding window: how many positions it has and where the first one begins.
struct Axis {
  std::size_t positions;
  std::ptrdiff_t begin;  ///< negative: in the padding
};

/// Keras: "valid" has floor((n − k)/s) + 1 positions; "same" ceil(n/s), padded by (positions − 1)·s + k − n
/// in all, the smaller half in front.
Axis slide(std::size_t extent, std::size_t kernel, std::size_t stride, bool same) {
  if (kernel == 0 || stride == 0) throw DataError("has a window or stride of size 0");
  if (!same) {
    if (kernel > extent)
      throw DataError("has a window of " + std::to_string(kernel) + " on an input of only " +
                      std::to_string(extent));
    return {(extent - kernel) / stride + 1, 0};
  }
  const std::size_t positions = (extent + stride - 1) / stride;
  const std::size_t covered = (positions - 1) * stride + kernel;
  return {positions, -static_cast<std::ptrdiff_t>(covered > extent ? (covered - extent) / 2 : 0)};
}

/// Calls body(row, column) for each tap of the window at position (r, c); `inside` tells whether it lies in
/// the image.
template <class Body>
void for_each_tap(const ImageShape& image, const SlidingWindow& s, const Axis& rows, const Axis& columns,
                  std::size_t r, std::size_t c, Body body) {
  for (std::size_t i = 0; i < s.kernel_rows; ++i)
    for (std::size_t j = 0; j < s.kernel_columns; ++j) {
      const std::ptrdiff_t row = rows.begin + static_cast<std::ptrdiff_t>(r * s.stride_rows + i);
      const std::ptrdiff_t column = columns.begin + static_cast<std::ptrdiff_t>(c * s.stride_columns + j);
      const bool inside = row >= 0 && row < static_cast<std::ptrdiff_t>(image.rows) && column >= 0 &&
                          column < static_cast<std::ptrdiff_t>(image.columns);
      body(static_cast<std::size_t>(row), static_cast<std::size_t>(column), inside);
    }
}

ImageShape output_image(const ImageShape& input, const Axis& rows, const Axis& columns,
                        std::size_t channels) {
  ImageShape output = input;
  output.rows = rows.positions;
  output.columns = columns.positions;
  output.channels = channels;
  return output;
}

}  // namespace

std::size_t bounded_product(std::initializer_list<std::size_t> factors, std::size_t most) {
  std::size_t product = 1;
  for (std::size_t factor : factors)
    if (__builtin_mul_overflow(product, factor, &product) || product > most)
      throw DataError("is too large for this program: more than " + std::to_string(most) +
                      " numbers or connections");
  return product;
}

Shape ImageShape::shape() const {
  if (one_dimensional) return channels_first ? Shape{channels, columns} : Shape{columns, channels};
  return channels_first ? Shape{channels, rows, columns} : Shape{rows, columns, channels};
}

ImageShape image_shape_of(const Shape& shape, bool channels_first, bool one_dimensional) {
  if (shape.size() != (one_dimensional ? 2u : 3u))
    throw DataError("needs records of " + std::string(one_dimensional ? "2" : "3") + " axes and gets " +
                    to_string(shape));
  if (one_dimensional)
    return channels_first ? ImageShape{1, shape[1], shape[0], true, true}
                          : ImageShape{1, shape[0], shape[1], false, true};
  return channels_first ? ImageShape{shape[1], shape[2], shape[0], true, false}
                        : ImageShape{shape[0], shape[1], shape[2], false, false};
}

LinearMap convolution(const ImageShape& image, const SlidingWindow& sliding, std::size_t filters) {
  const Axis rows = slide(image.rows, sliding.kernel_rows, sliding.stride_rows, sliding.same);
  const Axis columns = slide(image.columns, sliding.kernel_columns, sliding.stride_columns, sliding.same);
  bounded_product({rows.positions, columns.positions, filters}, kMaxFeatures);
  bounded_product(
      {rows.positions, columns.positions, sliding.kernel_rows, sliding.kernel_columns, image.channels},
      kMaxTaps);
  LinearMap map;
  map.input_shape = image.shape();
  map.output_shape = output_image(image, rows, columns, filters).shape();
  map.positions = rows.positions * columns.positions;
  map.filters = filters;
  map.input_depth = image.channels;
  map.indices_per_position = sliding.kernel_rows * sliding.kernel_columns * image.channels;
  map.channels_first = image.channels_first;
  map.indices.reserve(map.positions * map.indices_per_position);
  for (std::size_t r = 0; r < rows.positions; ++r)
    for (std::size_t c = 0; c < columns.positions; ++c)
      for_each_tap(
          image, sliding, rows, columns, r, c, [&](std::size_t row, std::size_t column, bool inside) {
            for (std::size_t channel = 0; channel < image.channels; ++channel)
              map.indices.push_back(inside ? static_cast<std::int32_t>(image.index(row, column, channel))
                                           : -1);
          });
  return map;
}

Segments pooling(const ImageShape& image, const SlidingWindow& sliding) {
  const Axis rows = slide(image.rows, sliding.kernel_rows, sliding.stride_rows, sliding.same);
  const Axis columns = slide(image.columns, sliding.kernel_columns, sliding.stride_columns, sliding.same);
  bounded_product(
      {rows.positions, columns.positions, sliding.kernel_rows, sliding.kernel_columns, image.channels},
      kMaxTaps);
  const ImageShape output = output_image(image, rows, columns, image.channels);
  std::vector<std::vector<std::uint32_t>> indices(element_count(output.shape()));
  for (std::size_t r = 0; r < rows.positions; ++r)
    for (std::size_t c = 0; c < columns.positions; ++c)
      for_each_tap(image, sliding, rows, columns, r, c,
                   [&](std::size_t row, std::size_t column, bool inside) {
                     for (std::size_t channel = 0; inside && channel < image.channels; ++channel)
                       indices[output.index(r, c, channel)].push_back(
                           static_cast<std::uint32_t>(image.index(row, column, channel)));
                   });
  Segments segments;
  segments.output_shape = output.shape();
  segments.first.push_back(0);
  for (const auto& window : indices) {
    segments.indices.insert(segments.indices.end(), window.begin(), window.end());
    segments.first.push_back(static_cast<std::uint32_t>(segments.indices.size()));
    segments.scale.push_back(1.0 / static_cast<double>(window.size()));
  }
  return segments;
}

LinearMap dense(const Shape& input, std::size_t units) {
  if (input.empty() || input.back() == 0) throw DataError("needs records of at least one number");
  bounded_product({element_count(input) / input.back(), units}, kMaxFeatures);
  LinearMap map;
  map.input_shape = input;
  map.output_shape = input;
  map.output_shape.back() = units;
  map.input_depth = map.indices_per_position = input.back();
  map.positions = element_count(input) / input.back();
  map.filters = units;
  map.indices.resize(map.positions * map.indices_per_position);
  for (std::size_t i = 0; i < map.indices.size(); ++i) map.indices[i] = static_cast<std::int32_t>(i);
  return map;
}

}  // namespace he::nn
