#include "he/nn/transpose.h"

#include <numeric>

namespace he::nn {
namespace {

/// Segments from pairs (window, tap), given by for_each_pair(body) in the order that indices shall have.
template <class ForEachPair>
Segments segments_of(const Shape& shape, const ForEachPair& for_each_pair) {
  Segments result;
  result.output_shape = shape;
  result.first.assign(element_count(shape) + 1, 0);
  result.scale.assign(element_count(shape), 1.0);
  for_each_pair([&](std::size_t window, std::size_t) { ++result.first[window + 1]; });
  std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
  result.indices.resize(result.first.back());
  std::vector<std::uint32_t> next(result.first.begin(), result.first.end() - 1);
  for_each_pair([&](std::size_t window, std::size_t tap) {
    result.indices[next[window]++] = static_cast<std::uint32_t>(tap);
  });
  return result;
}

}  // namespace

Segments transposed(const Segments& segments, const Shape& input) {
  return segments_of(input, [&](const auto& pair) {
    for (std::size_t o = 0; o < segments.outputs(); ++o)
      for (std::uint32_t k = segments.first[o]; k < segments.first[o + 1]; ++k) pair(segments.indices[k], o);
  });
}

Segments transposed(std::span<const std::int32_t> source, const Shape& input) {
  return segments_of(input, [&](const auto& pair) {
    for (std::size_t i = 0; i < source.size(); ++i)
      if (source[i] >= 0) pair(static_cast<std::size_t>(source[i]), i);
  });
}

Segments all_features(std::size_t features, double scale) {
  Segments result = segments_of({1}, [&](const auto& pair) {
    for (std::size_t f = 0; f < features; ++f) pair(0, f);
  });
  result.scale[0] = scale;
  return result;
}

Segments channels_of(const LinearMap& map) {
  return segments_of({map.filters}, [&](const auto& pair) {
    for (std::size_t p = 0; p < map.positions; ++p)
      for (std::size_t o = 0; o < map.filters; ++o) pair(o, map.output(p, o));
  });
}

}  // namespace he::nn
