#pragma once

#include <cstdint>
#include <vector>

#include "he/tensor/linear_map.h"

namespace he::schemes {

/// Which inputs and which weights make which output of a linear map, without the taps in the padding:
///
///     y[output[p] + o·channel_stride] = bias[o] + Σ weights[tap.weight][o] · x[tap.input]   over position
///     p's taps
///
/// A layer has one of these, and one for its adjoint, whatever its weights are.
struct LinearPattern {
  struct Tap {
    std::uint32_t input;   ///< feature of x
    std::uint32_t weight;  ///< row of the weights
  };
  Shape output_shape;
  std::size_t rows = 0;             ///< of the weights
  std::size_t filters = 0;          ///< of the weights: outputs at a position
  std::size_t channel_stride = 1;   ///< features from one channel to the next
  std::vector<std::size_t> output;  ///< [positions]: feature of channel 0
  std::vector<std::size_t> first;   ///< [positions + 1] into taps
  std::vector<Tap> taps;
  std::vector<bool> consecutive;  ///< [positions]: there are taps, all of neighbouring inputs and weights
  bool covers_output = true;      ///< false where some outputs belong to no position: they are 0

  std::size_t positions() const { return output.size(); }
  /// Adds a position whose taps are those at the end of `taps`.
  void add_position(std::size_t first_output);
};

/// The map itself; weights are [indices_per_position][filters], as in a kernel.
LinearPattern forward_pattern(const LinearMap& map);

/// Its adjoint, from gradients of outputs to gradients of inputs; weights are
/// [window·filters][input_depth], where row (w, o), column c is the kernel's row w·input_depth + c,
/// column o. Throws DataError where the taps do not come in runs of input_depth.
LinearPattern adjoint_pattern(const LinearMap& map);

}  // namespace he::schemes
