#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "he/tensor/evaluator.h"

namespace he {

/// The function at the end of a network that whoever reads the results can apply as well: softmax goes along
/// the last axis.
enum class LastFunction { none, softmax, sigmoid };

/// A network as an evaluator sees it before the first record: shapes, operations, and a way to run its layers
/// over any evaluator, also over one that computes with descriptions of tensors in place of numbers.
class NetworkView {
 public:
  using Weights = std::vector<std::unique_ptr<PreparedLinear>>;  ///< by layer; null where a layer has none
  using Entering = std::function<void(const std::string& layer)>;
  enum class Extent { all, before_last_function };

  virtual ~NetworkView() = default;
  virtual const Shape& input_shape() const = 0;   ///< of one record
  virtual const Shape& output_shape() const = 0;  ///< of one record
  /// Features of the widest layer, its input included.
  virtual std::size_t widest() const = 0;
  /// Whether its weights are ciphertexts.
  virtual bool encrypted() const = 0;
  /// What its layers do, in their order, each with the name of the layer.
  virtual std::vector<OperationUse> operations() const = 0;
  /// The function that its last layer is.
  virtual LastFunction last_function() const = 0;

  /// How errors show in its results on the data that it was made for, in the words of the scheme that
  /// measured it; no values where that is not known.
  virtual const Array& sensitivities() const = 0;
  /// Largest magnitude of its results, before the last function, on the data that it was made for; 0 where
  /// that is not known.
  virtual double largest_result() const = 0;

  /// The weights of all layers in the form of one evaluator. Errors name the layer.
  virtual Weights prepare(const Evaluator& evaluator) const = 0;
  /// All layers in their order, or all but that of last_function(). `weights` are what prepare() of the same
  /// evaluator returned. `entering` is called with the name of each layer before it runs.
  virtual Tensor forward(const Evaluator& evaluator, const Weights& weights, Tensor x,
                         const Entering& entering = {}, Extent extent = Extent::all) const = 0;
};

/// A network made ready under one scheme. Members are safe to call from several threads.
class Plan {
 public:
  virtual ~Plan() = default;

  /// How the results lie on file.
  virtual const PayloadLayout& output_layout() const = 0;
  /// Records at a time: a multiple of the granularity of input and output. The result of a record never
  /// depends on it.
  virtual std::size_t block_records() const = 0;
  /// Whether blocks may run side by side, a thread each. Otherwise a block takes all threads.
  virtual bool parallel_blocks() const { return true; }
  /// Largest difference to the plain run that is to be expected, relative to max(1, largest magnitude in any
  /// channel). Predictions carry it, and comparisons take their default tolerance from it.
  virtual double expected_error() const = 0;

  /// From payload to payload, as both lie on file, of at most block_records() records.
  virtual void evaluate(std::span<const double> x, std::size_t records, std::span<double> y) const = 0;
};

/// A plan that computes on tensors of an evaluator.
class TensorPlan : public Plan {
 public:
  /// Both must outlive the plan.
  TensorPlan(const NetworkView& network, const Evaluator& evaluator)
      : network_(network), evaluator_(evaluator) {}

  void evaluate(std::span<const double> x, std::size_t records, std::span<double> y) const final;
  /// x: what Evaluator::load() returned, of at most block_records() records.
  virtual Tensor run(Tensor x) const = 0;

 protected:
  const NetworkView& network() const { return network_; }
  const Evaluator& evaluator() const { return evaluator_; }

 private:
  const NetworkView& network_;
  const Evaluator& evaluator_;
};

}  // namespace he
