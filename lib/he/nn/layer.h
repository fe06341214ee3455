#pragma once

#include <memory>
#include <string>
#include <vector>

#include "he/nn/layer_training.h"
#include "he/tensor/evaluator.h"

namespace he::nn {

/// One step of a network, written once over the evaluator: it never sees how numbers are encrypted.
class Layer {
 public:
  /// `label` names the layer in messages, e.g. "conv2d_1 (Conv2D)".
  Layer(std::string label, Shape input, Shape output)
      : label_(std::move(label)), input_(std::move(input)), output_(std::move(output)) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  const std::string& label() const { return label_; }
  const Shape& input_shape() const { return input_; }    ///< of one record
  const Shape& output_shape() const { return output_; }  ///< of one record

  /// The operations that forward() calls, for Evaluator::check.
  virtual std::vector<OperationUse> operations() const = 0;
  /// Weights in the evaluator's form; nullptr for layers without any. Throws DataError naming the layer,
  /// UnsupportedError where they are encrypted and the evaluator only takes public ones.
  virtual std::unique_ptr<PreparedLinear> prepare(const Evaluator&) const { return nullptr; }
  /// `weights` is what prepare() of the same evaluator returned.
  virtual Tensor forward(const Evaluator& evaluator, const PreparedLinear* weights, Tensor x) const = 0;

  /// The gradient by x from that by y = forward(x), of layers without weights.
  virtual Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const;
  /// The layer in training; it refers to this one. `position` in the network tells layers apart that draw
  /// random numbers.
  virtual std::unique_ptr<LayerTraining> training(const TrainingContext& context,
                                                  std::uint32_t position) const;

 private:
  std::string label_;
  Shape input_;
  Shape output_;
};

using Layers = std::vector<std::unique_ptr<Layer>>;

}  // namespace he::nn
