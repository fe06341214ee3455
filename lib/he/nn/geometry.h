#pragma once

#include <initializer_list>

#include "he/tensor/linear_map.h"

namespace he::nn {

/// Most features of a layer and most indices of all its positions: what indices and memory bear.
inline constexpr std::size_t kMaxFeatures = std::size_t{1} << 27, kMaxTaps = std::size_t{1} << 28;

/// The product of `factors`; throws DataError "is too large" beyond `most`.
std::size_t bounded_product(std::initializer_list<std::size_t> factors, std::size_t most);

/// Where a window lies on an image of rows × columns × channels. One-dimensional data have one row.
struct ImageShape {
  std::size_t rows = 1, columns = 1, channels = 1;
  bool channels_first = false;
  bool one_dimensional = false;  ///< shapes are [columns, channels]

  /// Index of a feature in a record.
  std::size_t index(std::size_t row, std::size_t column, std::size_t channel) const {
    return channels_first ? (channel * rows + row) * columns + column
                          : (row * columns + column) * channels + channel;
  }
  Shape shape() const;
};

/// The image that a record of shape `shape` is; its rank must be 2 (one-dimensional) or 3. Throws DataError
/// otherwise.
ImageShape image_shape_of(const Shape& shape, bool channels_first, bool one_dimensional);

/// A sliding window with Keras' rules of "valid" and "same".
struct SlidingWindow {
  std::size_t kernel_rows = 1, kernel_columns = 1;
  std::size_t stride_rows = 1, stride_columns = 1;
  bool same = false;
};

/// Convolution: indices run over [kernel row, kernel column, input channel], as Keras' kernels do.
/// Throws DataError where the window does not fit into the image.
LinearMap convolution(const ImageShape& image, const SlidingWindow& sliding, std::size_t filters);

/// Pooling of each channel by itself; what lies outside of the image does not count. `scale` is 1/count.
Segments pooling(const ImageShape& image, const SlidingWindow& sliding);

/// Dense layer over the last axis; every other axis is a position.
LinearMap dense(const Shape& input, std::size_t units);

}  // namespace he::nn
