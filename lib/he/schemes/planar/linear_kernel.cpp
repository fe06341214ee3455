#include "he/schemes/planar/linear_kernel.h"

#include <array>
#include <utility>

#include "he/error.h"
#include "he/schemes/planar/single_kernel.h"
#include "he/schemes/planar/vectors.h"

namespace he::schemes {
namespace {

// A tile of kTile output filters × kPacks vectors of records is accumulated in registers: 24 of 32 with
// AVX-512, 12 of 16 with AVX2. Every tap costs kPacks loads and kTile broadcasts for kTile·kPacks
// multiply-adds.
constexpr std::size_t kTile = 6, kPacks = kVectorBytes == 64 ? 4 : 2;

using Tap = LinearPattern::Tap;

// Taps taken at a time, of all tiles: their part of a panel stays in the first-level cache.
constexpr std::ptrdiff_t kTaps = 256;

// How far ahead of its use a row is fetched: a tap takes some six cycles, the third-level cache fifty.
constexpr std::size_t kTapsAhead = 16;

/// y[o][…] = bias[o]·unit + Σ_k panel[k][o] · x[k][…] for Filters outputs and Packs vectors of records, or
/// y[o][…] += the same sum without a bias. The taps are summed in their order, so a record's result does not
/// depend on its lane or on Packs.
///
/// `Consecutive`: each tap's input and weight follow those of the tap before. Rows are then fetched ahead of
/// their use, which the processor would not do of rows that are far apart.
template <bool Consecutive, class T, std::size_t Filters, std::size_t Packs>
void tile_product(const T* x, std::size_t stride, const Tap* tap, const Tap* end, const T* panel,
                  const T* bias, T unit, T* y, std::size_t y_stride) {
  Vector<T> sums[Filters][Packs];
  for (std::size_t o = 0; o < Filters; ++o)
    for (std::size_t j = 0; j < Packs; ++j)
      sums[o][j] =
          bias ? Vector<T>{} + bias[o] * unit : reinterpret_cast<const Vector<T>*>(y + o * y_stride)[j];
  const auto add = [&](const T* row, const T* w) {
    Vector<T> in[Packs];
    for (std::size_t j = 0; j < Packs; ++j) in[j] = reinterpret_cast<const Vector<T>*>(row)[j];
    for (std::size_t o = 0; o < Filters; ++o)
      for (std::size_t j = 0; j < Packs; ++j) sums[o][j] += w[o] * in[j];
  };
  if constexpr (Consecutive) {
    const T *row = x + tap->input * stride, *w = panel + tap->weight * Filters;
    for (std::ptrdiff_t left = end - tap; left > 0; --left, row += stride, w += Filters) {
      for (std::size_t line = 0; line < Packs * kVectorBytes; line += kAlignment)
        __builtin_prefetch(row + kTapsAhead * stride + line / sizeof(T));
      add(row, w);
    }
  } else {
    for (; tap != end; ++tap) add(x + tap->input * stride, panel + tap->weight * Filters);
  }
  for (std::size_t o = 0; o < Filters; ++o)
    for (std::size_t j = 0; j < Packs; ++j) reinterpret_cast<Vector<T>*>(y + o * y_stride)[j] = sums[o][j];
}

template <class T>
using TileProduct = void (*)(const T*, std::size_t, const Tap*, const Tap*, const T*, const T*, T, T*,
                             std::size_t);

template <bool Consecutive, class T, std::size_t Packs, std::size_t... Filters>
constexpr std::array<TileProduct<T>, kTile> tile_products(std::index_sequence<Filters...>) {
  return {&tile_product<Consecutive, T, Filters + 1, Packs>...};
}

/// The taps first … last of one tile, of all columns.
template <bool Consecutive, class T>
void product_of_tile(std::size_t filters, std::size_t columns, const Tap* first, const Tap* last, const T* x,
                     std::size_t x_stride, const T* panel, const T* bias, T unit, T* y,
                     std::size_t y_stride) {
  constexpr std::make_index_sequence<kTile> all;
  static constexpr auto wide = tile_products<Consecutive, T, kPacks>(all),
                        two = tile_products<Consecutive, T, 2>(all),
                        one = tile_products<Consecutive, T, 1>(all);
  std::size_t column = 0;
  const auto run = [&](const auto& products, std::size_t width) {
    for (; column + width <= columns; column += width)
      products[filters - 1](x + column, x_stride, first, last, panel, bias, unit, y + column, y_stride);
  };
  run(wide, kPacks * kLanes<T>);
  run(two, 2 * kLanes<T>);
  run(one, kLanes<T>);
}

}  // namespace

template <class T>
PackedWeights<T>::PackedWeights(std::size_t rows, std::size_t filters)
    : rows_(rows), panels_(rows * filters), bias_(filters) {
  const std::size_t count =
      (filters + kTile - 1) / kTile;  // tiles of nearly equal size: 8 are 4 + 4, not 6 + 2
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t first = filters * t / count;
    tiles_.push_back({first, filters * (t + 1) / count - first, first * rows});
  }
}

template <class T>
void linear_product(const LinearPattern& pattern, const PackedWeights<T>& weights, T unit,
                    std::size_t columns, const T* x, std::size_t x_stride, T* y, std::size_t y_stride) {
  if (columns == 1) return single_product(pattern, weights, unit, x, y);
  for (std::size_t p = 0; p < pattern.positions(); ++p) {
    const auto product_of = pattern.consecutive[p] ? &product_of_tile<true, T> : &product_of_tile<false, T>;
    const Tap *begin = pattern.taps.data() + pattern.first[p],
              *end = pattern.taps.data() + pattern.first[p + 1];
    const Tap* tap = begin;
    do {
      // A rest of less than half a run joins the run before it: short runs load and store their sums too
      // often.
      const Tap* last = end - tap > kTaps * 3 / 2 ? tap + kTaps : end;
      for (const auto& tile : weights.tiles())
        product_of(tile.filters, columns, tap, last, x, x_stride, weights.panel(tile),
                   tap == begin ? weights.bias() + tile.first : nullptr, unit,
                   y + (pattern.output[p] + tile.first * pattern.channel_stride) * y_stride,
                   pattern.channel_stride * y_stride);
      tap = last;
    } while (tap != end);
  }
}

template <class T>
PlanarLinear<T>::PlanarLinear(const LinearMap& map, const LinearWeights& weights)
    : pattern_(std::make_shared<const LinearPattern>(forward_pattern(map))) {
  const std::size_t taps = map.indices_per_position, filters = map.filters;
  const auto &kernel = weights.kernel.values, &bias = weights.bias.values;
  if (kernel.size() != taps * filters)
    throw DataError("a kernel of " + std::to_string(kernel.size()) + " numbers does not fit a layer of " +
                    std::to_string(taps) + " inputs and " + std::to_string(filters) + " outputs");
  if (!bias.empty() && bias.size() != filters)
    throw DataError("a bias of " + std::to_string(bias.size()) + " numbers does not fit a layer of " +
                    std::to_string(filters) + " outputs");
  PackedWeights<T> packed(taps, filters);
  for (const auto& tile : packed.tiles()) {
    T* panel = packed.panel(tile);
    for (std::size_t k = 0; k < taps; ++k)
      for (std::size_t o = 0; o < tile.filters; ++o)
        *panel++ = static_cast<T>(kernel[k * filters + tile.first + o]);
  }
  for (std::size_t o = 0; o < bias.size(); ++o) packed.bias()[o] = static_cast<T>(bias[o]);
  channels_.push_back(std::move(packed));
}

template class PackedWeights<float>;
template class PackedWeights<double>;
template class PlanarLinear<float>;
template class PlanarLinear<double>;
template void linear_product(const LinearPattern&, const PackedWeights<float>&, float, std::size_t,
                             const float*, std::size_t, float*, std::size_t);
template void linear_product(const LinearPattern&, const PackedWeights<double>&, double, std::size_t,
                             const double*, std::size_t, double*, std::size_t);

}  // namespace he::schemes
