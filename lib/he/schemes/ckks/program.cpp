#include "he/schemes/ckks/program.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "he/error.h"
#include "he/schemes/ckks/folding.h"

namespace he::schemes::ckks {
namespace {

constexpr std::size_t kMostSquares = 20;

/// The map that a diagonal one is: features of one factor are positions of one block.
AffineMap affine_map_of(const DiagonalMap& diagonal) {
  std::map<double, SharedBlock> blocks;
  for (std::size_t i = 0; i < diagonal.source.size(); ++i) {
    if (diagonal.source[i] < 0) continue;
    SharedBlock& block = blocks[diagonal.scale[i]];
    block.indices.push_back(diagonal.source[i]);
    block.outputs.push_back(static_cast<std::uint32_t>(i));
  }
  AffineMap map{{}, diagonal.shift};
  for (auto& [scale, block] : blocks) {
    block.positions = block.indices.size();
    block.kernel = {scale};
    map.blocks.push_back(std::move(block));
  }
  return map;
}

DiagonalMap identity(std::size_t features) {
  DiagonalMap map{std::vector<std::int32_t>(features), std::vector<double>(features, 1),
                  std::vector<double>(features, 0)};
  std::iota(map.source.begin(), map.source.end(), 0);
  return map;
}

/// Folds neighbours while there are any that fold.
void fold_neighbours(std::vector<RecordedStep>& steps) {
  for (std::size_t i = 0; i + 1 < steps.size();) {
    auto folded = std::visit(
        [](const auto& first, const auto& second) -> std::optional<decltype(RecordedStep::what)> {
          if constexpr (std::is_same_v<std::decay_t<decltype(first)>, Square> ||
                        std::is_same_v<std::decay_t<decltype(second)>, Square>)
            return std::nullopt;
          else
            return folded_maps(first, second);
        },
        steps[i].what, steps[i + 1].what);
    if (!folded) {
      ++i;
      continue;
    }
    steps[i] = {steps[i].layer + ", " + steps[i + 1].layer, std::move(*folded)};
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    if (i > 0) --i;
  }
}

std::size_t outputs_of(const Program& program) {
  return program.steps.empty() ? program.inputs : program.steps.back().map.outputs();
}

void append(Program& program, std::string layer, AffineMap map) {
  program.steps.push_back({std::move(layer), std::move(map)});
}

}  // namespace

std::size_t AffineMap::products() const {
  std::size_t sum = 0;
  for (const SharedBlock& block : blocks) sum += block.positions * block.filters * block.taps;
  return sum;
}

std::size_t Program::squares() const {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [](const Step& step) { return step.squared; }));
}

std::size_t Program::powers() const { return 1 + (std::size_t{1} << std::min(squares(), kMostSquares)); }

AffineMap affine_map_of(const LinearMap& map, const LinearWeights& weights) {
  SharedBlock block{map.positions, map.filters, map.indices_per_position,
                    map.indices,   {},          weights.kernel.values};
  AffineMap affine{{}, std::vector<double>(element_count(map.output_shape), 0)};
  for (std::size_t p = 0; p < map.positions; ++p)
    for (std::size_t o = 0; o < map.filters; ++o) {
      block.outputs.push_back(static_cast<std::uint32_t>(map.output(p, o)));
      if (!weights.bias.values.empty()) affine.bias[map.output(p, o)] = weights.bias.values[o];
    }
  affine.blocks.push_back(std::move(block));
  return affine;
}

/// Windows of one size and factor are positions of one block.
AffineMap affine_map_of(const Segments& segments) {
  std::map<std::pair<std::size_t, double>, SharedBlock> blocks;
  for (std::size_t i = 0; i < segments.outputs(); ++i) {
    const std::size_t size = segments.first[i + 1] - segments.first[i];
    if (size == 0) continue;
    SharedBlock& block = blocks[{size, segments.scale[i]}];
    for (std::size_t k = segments.first[i]; k < segments.first[i + 1]; ++k)
      block.indices.push_back(static_cast<std::int32_t>(segments.indices[k]));
    block.outputs.push_back(static_cast<std::uint32_t>(i));
  }
  AffineMap map{{}, std::vector<double>(segments.outputs(), 0)};
  for (auto& [kind, block] : blocks) {
    block.taps = kind.first;
    block.positions = block.outputs.size();
    block.kernel.assign(block.taps, kind.second);
    map.blocks.push_back(std::move(block));
  }
  return map;
}

Program program_of(std::vector<RecordedStep> recorded, std::size_t inputs) {
  fold_neighbours(recorded);
  Program program{inputs, {}};
  for (RecordedStep& step : recorded) {
    if (auto* map = std::get_if<AffineMap>(&step.what)) {
      append(program, step.layer, std::move(*map));
    } else if (auto* diagonal = std::get_if<DiagonalMap>(&step.what)) {
      append(program, step.layer, affine_map_of(*diagonal));
    } else {
      if (program.steps.empty() || program.steps.back().squared)
        append(program, step.layer, affine_map_of(identity(outputs_of(program))));
      program.steps.back().squared = true;
    }
  }
  if (program.steps.empty()) append(program, "the input", affine_map_of(identity(inputs)));
  return program;
}

}  // namespace he::schemes::ckks
