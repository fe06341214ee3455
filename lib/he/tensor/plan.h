#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "he/tensor/evaluator.h"

namespace he {

/// A network as an evaluator sees it before the first record: shapes, operations, and a way to run its layers
/// over any evaluator, also over one that computes with descriptions of tensors in place of numbers.
class NetworkView {
 public:
  using Weights = std::vector<std::unique_ptr<PreparedLinear>>;  ///< by layer; null where a layer has none

  virtual ~NetworkView() = default;
  virtual const Shape& input_shape() const = 0;   ///< of one record
  virtual const Shape& output_shape() const = 0;  ///< of one record
  /// Features of the widest layer, its input included.
  virtual std::size_t widest() const = 0;
  /// Whether its weights are ciphertexts.
  virtual bool encrypted() const = 0;
  /// What its layers do, in their order, each with the name of the layer.
  virtual std::vector<OperationUse> operations() const = 0;

  /// The weights of all layers in the form of one evaluator. Errors name the layer.
  virtual Weights prepare(const Evaluator& evaluator) const = 0;
  /// All layers in their order. `weights` are what prepare() of the same evaluator returned. `entering` is
  /// called with the name of each layer before it runs.
  virtual Tensor forward(const Evaluator& evaluator, const Weights& weights, Tensor x,
                         const std::function<void(const std::string& layer)>& entering = {}) const = 0;
};

/// A network made ready under one scheme. Members are safe to call from several threads.
class Plan {
 public:
  virtual ~Plan() = default;

  /// How the results lie on file, as Evaluator::store() writes them.
  virtual const PayloadLayout& output_layout() const = 0;
  /// Records at a time: a multiple of the granularity of input and output. The result of a record never
  /// depends on it.
  virtual std::size_t block_records() const = 0;
  /// Whether blocks may run side by side, a thread each. Otherwise a block takes all threads.
  virtual bool parallel_blocks() const { return true; }
  /// Largest difference to the plain run that is to be expected, relative to max(1, largest magnitude in any
  /// channel). Predictions carry it, and comparisons take their default tolerance from it.
  virtual double expected_error() const = 0;

  /// x: what Evaluator::load() returned, of at most block_records() records.
  virtual Tensor run(Tensor x) const = 0;
};

}  // namespace he
