#pragma once

#include <memory>
#include <vector>

#include "he/schemes/planar/linear_pattern.h"
#include "he/schemes/planar/storage.h"
#include "he/tensor/training_evaluator.h"

namespace he::schemes {

/// Weights of a linear map packed for its product: filters in tiles of at most kTile, each a panel
/// [rows][filters of the tile].
template <class T>
class PackedWeights {
 public:
  struct Tile {
    std::size_t first;    ///< channel
    std::size_t filters;  ///< 1 … kTile
    std::size_t panel;    ///< where its panel begins
  };

  /// All zero.
  PackedWeights(std::size_t rows, std::size_t filters);

  std::size_t rows() const { return rows_; }
  const std::vector<Tile>& tiles() const { return tiles_; }
  T* panel(const Tile& tile) { return panels_.data() + tile.panel; }
  const T* panel(const Tile& tile) const { return panels_.data() + tile.panel; }
  T* bias() { return bias_.data(); }
  const T* bias() const { return bias_.data(); }

 private:
  std::size_t rows_;
  std::vector<Tile> tiles_;
  std::vector<T> panels_, bias_;
};

/// Columns that the product below takes at a time where it can.
template <class T>
inline constexpr std::size_t kProductColumns = 4 * kAlignment / sizeof(T);

/// y = W·x + unit·bias on `columns` records, a multiple of a cache line's: matrices [feature][record] with
/// x_stride and y_stride records from one feature to the next. Or on one record with strides of 1. A record's
/// result does not depend on the others.
template <class T>
void linear_product(const LinearPattern& pattern, const PackedWeights<T>& weights, T unit,
                    std::size_t columns, const T* x, std::size_t x_stride, T* y, std::size_t y_stride);

/// Weights of a linear layer: public ones, packed once, or encrypted ones, packed channel by channel.
template <class T>
class PlanarLinear final : public PreparedLinear {
 public:
  /// Public weights. Throws DataError where kernel or bias have another number of elements than the map.
  PlanarLinear(const LinearMap& map, const LinearWeights& weights);
  PlanarLinear(std::shared_ptr<const LinearPattern> pattern, std::vector<PackedWeights<T>> filters)
      : pattern_(std::move(pattern)), channels_(std::move(filters)), encrypted_(true) {}

  const LinearPattern& pattern() const { return *pattern_; }
  bool encrypted() const { return encrypted_; }
  /// Those of the channel; public weights are the same for all.
  const PackedWeights<T>& weights(std::size_t channel = 0) const {
    return channels_[encrypted_ ? channel : 0];
  }

 private:
  std::shared_ptr<const LinearPattern> pattern_;
  std::vector<PackedWeights<T>> channels_;
  bool encrypted_ = false;
};

}  // namespace he::schemes
