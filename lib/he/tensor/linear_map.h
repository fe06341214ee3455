#pragma once

#include <cstdint>
#include <vector>

#include "he/tensor/array.h"

namespace he {

/// A linear layer with shared weights, in the one form that dense layers and convolutions of every rank,
/// padding, stride and channel order have in common:
///
///     y[output(p, o)] = bias[o] + Σ_k weights[k, o] · x[indices[p, k]]          p: positions, o: filters, k:
///     indices
///
/// A dense layer has one position. Taps of −1 lie in the zero padding. Taps come in runs of `input_depth`,
/// the features of one position of the input, equally far apart.
struct LinearMap {
  Shape input_shape;   ///< logical shape of x
  Shape output_shape;  ///< logical shape of y; positions · filters features
  std::size_t positions = 1;
  std::size_t filters = 0;  ///< outputs at each position
  std::size_t input_depth = 1;
  std::size_t indices_per_position = 0;
  std::vector<std::int32_t> indices;  ///< [positions, indices_per_position]: index of an input feature, or −1
  bool channels_first = false;        ///< output feature is o·positions + p instead of p·filters + o

  std::size_t output(std::size_t p, std::size_t o) const {
    return channels_first ? o * positions + p : p * filters + o;
  }
};

/// Public weights of a LinearMap: `kernel` [indices_per_position, filters] (any shape of that many numbers in
/// that order: Keras' dense and convolution kernels are), `bias` [filters] or empty.
struct LinearWeights {
  Array kernel;
  Array bias;
};

/// For every output feature the input features that it is made of: pooling, sums, and (with one input each)
/// permutations, padding and broadcasts. `scale` is applied by sums only.
struct Segments {
  Shape output_shape;
  std::vector<std::uint32_t>
      first;  ///< [outputs + 1]: window i is indices[first[i]] … indices[first[i + 1] − 1]
  std::vector<std::uint32_t> indices;  ///< input features
  std::vector<double> scale;           ///< [outputs]

  std::size_t outputs() const { return first.size() - 1; }
};

}  // namespace he
