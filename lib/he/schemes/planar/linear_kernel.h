#pragma once

#include <cstdint>
#include <vector>

#include "he/schemes/planar/storage.h"
#include "he/tensor/evaluator.h"

namespace he::schemes {

/// Public weights of a linear layer, packed for the product below: output channels in tiles of at most kTile,
/// each a panel [taps][channels of the tile].
template <class T>
class PlanarLinear final : public PreparedLinear {
 public:
  /// Throws DataError where kernel or bias have another number of elements than the map.
  PlanarLinear(const LinearMap& map, const LinearWeights& weights);

  const LinearMap& map() const { return map_; }

  /// y = W·x over one plane: matrices [feature][record] with `stride` records. `unit` multiplies the bias:
  /// what the number 1 is in this plane (1 or 0).
  void multiply(const T* x, T* y, std::size_t stride, T unit) const;

 private:
  struct Tile {
    std::size_t first;     ///< output channel
    std::size_t channels;  ///< 1 … kTile
    const T* panel;
  };
  struct Tap {
    std::uint32_t input;   ///< feature
    std::uint32_t weight;  ///< row of the panel
  };
  template <std::size_t Packs>
  void columns(const T* x, T* y, std::size_t stride, std::size_t column, T unit) const;

  LinearMap map_;
  std::vector<T> panels_;
  std::vector<T> bias_;
  std::vector<Tile> tiles_;
  std::vector<Tap> taps_;                    ///< of all positions, without those in the padding
  std::vector<std::size_t> position_first_;  ///< [positions + 1] into taps_
};

}  // namespace he::schemes
