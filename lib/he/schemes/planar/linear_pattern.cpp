#include "he/schemes/planar/linear_pattern.h"

#include <algorithm>

#include "he/error.h"

namespace he::schemes {
namespace {

/// Distance of the features of neighbouring filters in a run of taps; the same in the whole map.
std::size_t run_stride(const LinearMap& map) {
  if (map.input_depth < 2) return 1;
  for (std::size_t i = 0; i + 1 < map.indices.size(); i += map.input_depth)
    if (map.indices[i] >= 0) return static_cast<std::size_t>(map.indices[i + 1] - map.indices[i]);
  return 1;
}

void require_runs(const LinearMap& map, std::size_t stride) {
  if (map.input_depth == 0 || map.indices_per_position % map.input_depth != 0)
    throw DataError("the taps of a linear map do not come in runs of its input filters");
  for (std::size_t i = 0; i < map.indices.size(); ++i) {
    const std::size_t c = i % map.input_depth;
    const std::int32_t begin = map.indices[i - c];
    if (map.indices[i] != (begin < 0 ? -1 : begin + static_cast<std::int32_t>(c * stride)))
      throw DataError("the taps of a linear map do not come in runs of its input filters");
  }
}

}  // namespace

void LinearPattern::add_position(std::size_t first_output) {
  const auto begin = taps.begin() + static_cast<std::ptrdiff_t>(first.back());
  const auto jump = std::adjacent_find(begin, taps.end(), [](const Tap& a, const Tap& b) {
    return b.input != a.input + 1 || b.weight != a.weight + 1;
  });
  consecutive.push_back(begin != taps.end() && jump == taps.end());
  output.push_back(first_output);
  first.push_back(taps.size());
}

LinearPattern forward_pattern(const LinearMap& map) {
  LinearPattern pattern{map.output_shape, map.indices_per_position, map.filters, 1, {}, {0}, {}, {}, true};
  if (map.channels_first) pattern.channel_stride = map.positions;
  for (std::size_t p = 0; p < map.positions; ++p) {
    for (std::size_t k = 0; k < map.indices_per_position; ++k) {
      const std::int32_t input = map.indices[p * map.indices_per_position + k];
      if (input >= 0)
        pattern.taps.push_back({static_cast<std::uint32_t>(input), static_cast<std::uint32_t>(k)});
    }
    pattern.add_position(map.output(p, 0));
  }
  return pattern;
}

LinearPattern adjoint_pattern(const LinearMap& map) {
  const std::size_t stride = run_stride(map), run = map.input_depth;
  require_runs(map, stride);
  const std::size_t window = map.indices_per_position / run, features = element_count(map.input_shape);

  // By the first feature of every input position: which positions of the output use it, at which place.
  struct Use {
    std::size_t position, place;
  };
  std::vector<std::vector<Use>> uses(features);
  for (std::size_t p = 0; p < map.positions; ++p)
    for (std::size_t w = 0; w < window; ++w) {
      const std::int32_t input = map.indices[p * map.indices_per_position + w * run];
      if (input >= 0) uses[static_cast<std::size_t>(input)].push_back({p, w});
    }

  LinearPattern pattern{map.input_shape, window * map.filters, run, stride, {}, {0}, {}, {}, true};
  for (std::size_t f = 0; f < features; ++f) {
    if (uses[f].empty()) continue;
    for (const Use& use : uses[f])
      for (std::size_t o = 0; o < map.filters; ++o)
        pattern.taps.push_back({static_cast<std::uint32_t>(map.output(use.position, o)),
                                static_cast<std::uint32_t>(use.place * map.filters + o)});
    pattern.add_position(f);
  }
  pattern.covers_output = pattern.positions() * run == features;
  return pattern;
}

}  // namespace he::schemes
