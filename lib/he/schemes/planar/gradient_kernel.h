#pragma once

#include <cstddef>

#include "he/tensor/linear_map.h"

namespace he::schemes {

/// The gradient of a linear map with respect to its kernel over `records` records,
///     g[o·g_stride + k] = Σ_p Σ_i dy[map.output(p, o)][i] · x[taps[p, k]][i],
/// for the taps k of one tile (kGradientTaps of them, fewer in the last one) and every channel o. x and dy
/// are matrices [feature][record] with `stride` records from one feature to the next; `zeros` holds as many
/// zeros. Sums have an order of their own that depends on nothing else.
template <class T>
void kernel_gradient_tile(const LinearMap& map, std::size_t tile, std::size_t records, std::size_t stride,
                          const T* x, const T* dy, const T* zeros, T* g, std::size_t g_stride);

inline constexpr std::size_t kGradientTaps = 4;

}  // namespace he::schemes
