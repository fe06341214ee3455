#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "he/tensor/linear_map.h"

/// A network as CKKS computes it: affine maps with public numbers, and squares between them.
namespace he::schemes::ckks {

/// y[i] = scale[i]·x[source[i]] + shift[i], the first part 0 where source[i] is −1: normalisation,
/// permutation, padding.
struct DiagonalMap {
  std::vector<std::int32_t> source;
  std::vector<double> scale, shift;
};

/// A part of an affine map whose positions share their weights:
///
///     y[outputs[p, o]] = bias[outputs[p, o]] + Σ_k kernel[k, o]·x[indices[p, k]]        k: taps
struct SharedBlock {
  std::size_t positions = 1, filters = 1, taps = 1;
  std::vector<std::int32_t> indices;   ///< [positions, taps]: input features; −1: zero
  std::vector<std::uint32_t> outputs;  ///< [positions, filters]: output features
  std::vector<double> kernel;          ///< [taps, filters]
};

/// Every output feature is in one block, or in none: then it is its bias.
struct AffineMap {
  std::vector<SharedBlock> blocks;
  std::vector<double> bias;  ///< by output feature

  std::size_t outputs() const { return bias.size(); }
  /// Products of a weight with a number.
  std::size_t products() const;
};

/// One step: an affine map, then perhaps the square of every number.
struct Step {
  std::string layer;  ///< names of the layers that it came from, for messages
  AffineMap map;
  bool squared = false;
};

/// All steps of a network, folded: neighbouring affine maps are one wherever that costs no more.
struct Program {
  std::size_t inputs = 0;
  std::vector<Step> steps;

  /// Powers of s that results of fresh ciphertexts have: 1 + 2^squares. They double with each square.
  std::size_t powers() const;
  std::size_t squares() const;
};

struct Square {};

/// What layers do, in the order in which they do it.
struct RecordedStep {
  std::string layer;
  std::variant<DiagonalMap, AffineMap, Square> what;
};

/// The map of a layer with weights, of an average, or a sum.
AffineMap affine_map_of(const LinearMap& map, const LinearWeights& weights);
AffineMap affine_map_of(const Segments& segments);

/// Folds what was recorded of a network with `inputs` features.
Program program_of(std::vector<RecordedStep> recorded, std::size_t inputs);

}  // namespace he::schemes::ckks
