#include "he/schemes/planar/gradient_kernel.h"

#include <algorithm>
#include <array>
#include <utility>

#include "he/schemes/planar/vectors.h"

namespace he::schemes {
namespace {

// kGradientTaps × kGradientFilters sums over records are kept in registers, one vector each.
constexpr std::size_t kGradientFilters = kVectorBytes == 64 ? 6 : 3;

/// The first `count` lanes of v, and zeros: lanes behind the last record hold no data.
template <class T>
Vector<T> first_lanes(Vector<T> v, std::size_t count) {
  for (std::size_t i = count; i < kLanes<T>; ++i) v[i] = 0;
  return v;
}

template <class T>
T sum_of_lanes(Vector<T> v) {
  for (std::size_t width = kLanes<T> / 2; width > 0; width /= 2)
    for (std::size_t i = 0; i < width; ++i) v[i] += v[i + width];
  return v[0];
}

template <class T, std::size_t Taps, std::size_t Filters>
void tile_gradient(const LinearMap& map, std::size_t first_tap, std::size_t first_channel,
                   std::size_t records, std::size_t stride, const T* x, const T* dy, const T* zeros, T* g,
                   std::size_t g_stride) {
  constexpr std::size_t lanes = kLanes<T>;
  Vector<T> sums[Taps][Filters] = {};
  for (std::size_t p = 0; p < map.positions; ++p) {
    const Vector<T>*in[Taps], *out[Filters];
    for (std::size_t k = 0; k < Taps; ++k) {
      const std::int32_t tap = map.indices[p * map.indices_per_position + first_tap + k];
      in[k] =
          reinterpret_cast<const Vector<T>*>(tap < 0 ? zeros : x + static_cast<std::size_t>(tap) * stride);
    }
    for (std::size_t o = 0; o < Filters; ++o)
      out[o] = reinterpret_cast<const Vector<T>*>(dy + map.output(p, first_channel + o) * stride);
    for (std::size_t i = 0; i < records / lanes; ++i)
      for (std::size_t k = 0; k < Taps; ++k)
        for (std::size_t o = 0; o < Filters; ++o) sums[k][o] += in[k][i] * out[o][i];
    if (const std::size_t rest = records % lanes; rest > 0)
      for (std::size_t k = 0; k < Taps; ++k)
        for (std::size_t o = 0; o < Filters; ++o)
          sums[k][o] +=
              first_lanes<T>(in[k][records / lanes], rest) * first_lanes<T>(out[o][records / lanes], rest);
  }
  for (std::size_t o = 0; o < Filters; ++o)
    for (std::size_t k = 0; k < Taps; ++k)
      g[(first_channel + o) * g_stride + first_tap + k] = sum_of_lanes<T>(sums[k][o]);
}

template <class T>
using TileGradient = void (*)(const LinearMap&, std::size_t, std::size_t, std::size_t, std::size_t, const T*,
                              const T*, const T*, T*, std::size_t);

/// tile_gradient for 1 … kGradientTaps taps and 1 … kGradientFilters filters.
template <class T, std::size_t... Index>
constexpr std::array<TileGradient<T>, sizeof...(Index)> tile_gradients(std::index_sequence<Index...>) {
  return {&tile_gradient<T, Index / kGradientFilters + 1, Index % kGradientFilters + 1>...};
}

}  // namespace

template <class T>
void kernel_gradient_tile(const LinearMap& map, std::size_t tile, std::size_t records, std::size_t stride,
                          const T* x, const T* dy, const T* zeros, T* g, std::size_t g_stride) {
  static constexpr auto kernels =
      tile_gradients<T>(std::make_index_sequence<kGradientTaps * kGradientFilters>());
  const std::size_t first_tap = tile * kGradientTaps;
  const std::size_t taps = std::min(kGradientTaps, map.indices_per_position - first_tap);
  const std::size_t parts = (map.filters + kGradientFilters - 1) / kGradientFilters;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t channel = map.filters * part / parts,
                      count = map.filters * (part + 1) / parts - channel;
    kernels[(taps - 1) * kGradientFilters + count - 1](map, first_tap, channel, records, stride, x, dy, zeros,
                                                       g, g_stride);
  }
}

template void kernel_gradient_tile(const LinearMap&, std::size_t, std::size_t, std::size_t, const float*,
                                   const float*, const float*, float*, std::size_t);
template void kernel_gradient_tile(const LinearMap&, std::size_t, std::size_t, std::size_t, const double*,
                                   const double*, const double*, double*, std::size_t);

}  // namespace he::schemes
