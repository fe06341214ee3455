#include "he/schemes/planar/linear_kernel.h"

#include <array>
#include <utility>

#include "he/error.h"

namespace he::schemes {
namespace {

// A tile of kTile output channels × kPacks vectors of records is accumulated in registers: 24 of 32 with
// AVX-512, 12 of 16 with AVX2. Every tap costs kPacks loads and kTile broadcasts for kTile·kPacks
// multiply-adds.
#if defined(__AVX512F__)
constexpr std::size_t kVectorBytes = 64, kTile = 6, kPacks = 4;
#elif defined(__AVX__)
constexpr std::size_t kVectorBytes = 32, kTile = 6, kPacks = 2;
#else
constexpr std::size_t kVectorBytes = 16, kTile = 6, kPacks = 2;
#endif

template <class T>
struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes)));
};
template <class T>
using Vector = typename VectorOf<T>::type;

/// y[o][…] = bias[o]·unit + Σ_k panel[k][o] · x[k][…] for Channels outputs and Packs vectors of records. The
/// taps are summed in their order, so a record's result does not depend on its lane or on Packs.
template <class T, std::size_t Channels, std::size_t Packs, class Tap>
void tile_product(const T* x, std::size_t stride, const Tap* tap, const Tap* end, const T* panel,
                  const T* bias, T unit, T* y, std::size_t y_stride) {
  Vector<T> sums[Channels][Packs];
  for (std::size_t o = 0; o < Channels; ++o)
    for (std::size_t j = 0; j < Packs; ++j) sums[o][j] = Vector<T>{} + bias[o] * unit;
  for (; tap != end; ++tap) {
    const auto* row = reinterpret_cast<const Vector<T>*>(x + tap->input * stride);
    const T* w = panel + tap->weight * Channels;
    Vector<T> in[Packs];
    for (std::size_t j = 0; j < Packs; ++j) in[j] = row[j];
    for (std::size_t o = 0; o < Channels; ++o)
      for (std::size_t j = 0; j < Packs; ++j) sums[o][j] += w[o] * in[j];
  }
  for (std::size_t o = 0; o < Channels; ++o)
    for (std::size_t j = 0; j < Packs; ++j) reinterpret_cast<Vector<T>*>(y + o * y_stride)[j] = sums[o][j];
}

template <class T, std::size_t Packs, class Tap>
using TileProduct = void (*)(const T*, std::size_t, const Tap*, const Tap*, const T*, const T*, T, T*,
                             std::size_t);

template <class T, std::size_t Packs, class Tap, std::size_t... Channels>
constexpr std::array<TileProduct<T, Packs, Tap>, kTile> tile_products(std::index_sequence<Channels...>) {
  return {&tile_product<T, Channels + 1, Packs, Tap>...};
}

}  // namespace

template <class T>
PlanarLinear<T>::PlanarLinear(const LinearMap& map, const LinearWeights& weights) : map_(map) {
  const std::size_t taps = map.taps_per_position, channels = map.channels;
  if (weights.kernel.values.size() != taps * channels)
    throw DataError("a kernel of " + std::to_string(weights.kernel.values.size()) +
                    " numbers does not fit a layer of " + std::to_string(taps) + " inputs and " +
                    std::to_string(channels) + " outputs");
  if (!weights.bias.values.empty() && weights.bias.values.size() != channels)
    throw DataError("a bias of " + std::to_string(weights.bias.values.size()) +
                    " numbers does not fit a layer of " + std::to_string(channels) + " outputs");

  bias_.assign(channels, T(0));
  for (std::size_t o = 0; o < weights.bias.values.size(); ++o)
    bias_[o] = static_cast<T>(weights.bias.values[o]);

  panels_.resize(taps * channels);
  const std::size_t tile_count = (channels + kTile - 1) / kTile;
  T* panel = panels_.data();
  for (std::size_t t = 0; t < tile_count; ++t) {
    const std::size_t first = channels * t / tile_count, width = channels * (t + 1) / tile_count - first;
    tiles_.push_back({first, width, panel});
    for (std::size_t k = 0; k < taps; ++k)
      for (std::size_t o = 0; o < width; ++o)
        *panel++ = static_cast<T>(weights.kernel.values[k * channels + first + o]);
  }

  position_first_.push_back(0);
  for (std::size_t p = 0; p < map.positions; ++p) {
    for (std::size_t k = 0; k < taps; ++k) {
      const std::int32_t input = map.taps[p * taps + k];
      if (input >= 0) taps_.push_back({static_cast<std::uint32_t>(input), static_cast<std::uint32_t>(k)});
    }
    position_first_.push_back(taps_.size());
  }
}

template <class T>
template <std::size_t Packs>
void PlanarLinear<T>::columns(const T* x, T* y, std::size_t stride, std::size_t column, T unit) const {
  static constexpr auto products = tile_products<T, Packs, Tap>(std::make_index_sequence<kTile>());
  const std::size_t channel_stride = (map_.channels_first ? map_.positions : 1) * stride;
  for (std::size_t p = 0; p < map_.positions; ++p) {
    const Tap* first = taps_.data() + position_first_[p];
    const Tap* last = taps_.data() + position_first_[p + 1];
    for (const Tile& tile : tiles_)
      products[tile.channels - 1](x + column, stride, first, last, tile.panel, bias_.data() + tile.first,
                                  unit, y + map_.output(p, tile.first) * stride + column, channel_stride);
  }
}

template <class T>
void PlanarLinear<T>::multiply(const T* x, T* y, std::size_t stride, T unit) const {
  constexpr std::size_t lanes = kVectorBytes / sizeof(T);
  std::size_t column = 0;
  for (; column + kPacks * lanes <= stride; column += kPacks * lanes)
    columns<kPacks>(x, y, stride, column, unit);
  for (; column + 2 * lanes <= stride; column += 2 * lanes) columns<2>(x, y, stride, column, unit);
  for (; column < stride; column += lanes) columns<1>(x, y, stride, column, unit);
}

template class PlanarLinear<float>;
template class PlanarLinear<double>;

}  // namespace he::schemes
