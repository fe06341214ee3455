#include "he/schemes/ckks/folding.h"

#include <cmath>
#include <span>

namespace he::schemes::ckks {
namespace {

/// Factors of the taps of a block, where all its positions have the same; nothing otherwise. Taps of which
/// every position is zero have 0.
std::optional<std::vector<double>> tap_factors(const SharedBlock& block, const DiagonalMap& first) {
  std::vector<double> factors(block.taps, std::nan(""));
  for (std::size_t i = 0; i < block.indices.size(); ++i) {
    const std::int32_t index = block.indices[i];
    if (index < 0 || first.source[static_cast<std::size_t>(index)] < 0) continue;
    double& factor = factors[i % block.taps];
    const double scale = first.scale[static_cast<std::size_t>(index)];
    if (!std::isnan(factor) && factor != scale) return std::nullopt;
    factor = scale;
  }
  for (double& factor : factors)
    if (std::isnan(factor)) factor = 0;
  return factors;
}

/// Adds what the shifts of `first` come to.
void add_shifts(const SharedBlock& block, const DiagonalMap& first, std::vector<double>& bias) {
  for (std::size_t p = 0; p < block.positions; ++p)
    for (std::size_t k = 0; k < block.taps; ++k) {
      const std::int32_t index = block.indices[p * block.taps + k];
      if (index < 0 || first.shift[static_cast<std::size_t>(index)] == 0) continue;
      for (std::size_t o = 0; o < block.filters; ++o)
        bias[block.outputs[p * block.filters + o]] +=
            block.kernel[k * block.filters + o] * first.shift[static_cast<std::size_t>(index)];
    }
}

/// Where each output feature goes under a diagonal map; nothing where one of them goes to two places, or a
/// place has none.
std::optional<std::vector<std::uint32_t>> places_of(const DiagonalMap& second, std::size_t features) {
  std::vector<std::uint32_t> places(features, UINT32_MAX);
  if (second.source.size() != features) return std::nullopt;
  for (std::size_t i = 0; i < second.source.size(); ++i) {
    if (second.source[i] < 0) return std::nullopt;
    std::uint32_t& place = places[static_cast<std::size_t>(second.source[i])];
    if (place != UINT32_MAX) return std::nullopt;
    place = static_cast<std::uint32_t>(i);
  }
  return places;
}

/// Moves the outputs of a block to their places and scales its filters; false where the positions of a filter
/// have different factors.
bool scale_filters(SharedBlock& block, const DiagonalMap& second, const std::vector<std::uint32_t>& places) {
  for (std::uint32_t& output : block.outputs) output = places[output];
  for (std::size_t o = 0; o < block.filters; ++o) {
    const double factor = second.scale[block.outputs[o]];
    for (std::size_t p = 0; p < block.positions; ++p)
      if (second.scale[block.outputs[p * block.filters + o]] != factor) return false;
    for (std::size_t k = 0; k < block.taps; ++k) block.kernel[k * block.filters + o] *= factor;
  }
  return true;
}

bool dense(const AffineMap& map) {
  return map.blocks.size() == 1 && map.blocks[0].positions == 1 && map.blocks[0].filters == map.outputs();
}

/// Adds kernel[k, o]·row to row o of the product: one input feature of `second`.
void add_products(const SharedBlock& first, std::size_t hidden, std::span<const double> weights,
                  std::span<double> kernel) {
  for (std::size_t k = 0; k < first.taps; ++k)
    for (std::size_t o = 0; o < weights.size(); ++o)
      kernel[k * weights.size() + o] += first.kernel[k * first.filters + hidden] * weights[o];
}

}  // namespace

std::optional<FoldedMap> folded_maps(const DiagonalMap& first, const DiagonalMap& second) {
  DiagonalMap map = second;
  for (std::size_t i = 0; i < map.source.size(); ++i) {
    if (map.source[i] < 0) continue;
    const auto from = static_cast<std::size_t>(map.source[i]);
    map.shift[i] += map.scale[i] * first.shift[from];
    map.scale[i] *= first.scale[from];
    map.source[i] = first.source[from];
  }
  return map;
}

std::optional<FoldedMap> folded_maps(const DiagonalMap& first, const AffineMap& second) {
  AffineMap map = second;
  for (SharedBlock& block : map.blocks) {
    const auto factors = tap_factors(block, first);
    if (!factors) return std::nullopt;
    add_shifts(block, first, map.bias);
    for (std::size_t i = 0; i < block.kernel.size(); ++i) block.kernel[i] *= (*factors)[i / block.filters];
    for (std::int32_t& index : block.indices)
      if (index >= 0) index = first.source[static_cast<std::size_t>(index)];
  }
  return map;
}

std::optional<FoldedMap> folded_maps(const AffineMap& first, const DiagonalMap& second) {
  const auto places = places_of(second, first.outputs());
  if (!places) return std::nullopt;
  AffineMap map = first;
  for (SharedBlock& block : map.blocks)
    if (!scale_filters(block, second, *places)) return std::nullopt;
  for (std::size_t i = 0; i < map.outputs(); ++i)
    map.bias[i] = second.shift[i] + second.scale[i] * first.bias[static_cast<std::size_t>(second.source[i])];
  return map;
}

/// Two dense layers are one where that has fewer weights.
std::optional<FoldedMap> folded_maps(const AffineMap& first, const AffineMap& second) {
  if (!dense(first) || !dense(second)) return std::nullopt;
  const SharedBlock &a = first.blocks[0], &b = second.blocks[0];
  if (a.taps * b.filters > first.products() + second.products()) return std::nullopt;
  std::vector<std::size_t> filter_of(first.outputs());
  for (std::size_t o = 0; o < a.filters; ++o) filter_of[a.outputs[o]] = o;
  AffineMap map{{{1, b.filters, a.taps, a.indices, b.outputs, std::vector<double>(a.taps * b.filters, 0)}},
                second.bias};
  for (std::size_t k = 0; k < b.taps; ++k) {
    if (b.indices[k] < 0) continue;
    const auto hidden = static_cast<std::size_t>(b.indices[k]);
    const std::span weights(b.kernel.data() + k * b.filters, b.filters);
    add_products(a, filter_of[hidden], weights, map.blocks[0].kernel);
    for (std::size_t o = 0; o < b.filters; ++o) map.bias[b.outputs[o]] += first.bias[hidden] * weights[o];
  }
  return map;
}

}  // namespace he::schemes::ckks
