#pragma once

#include <utility>

#include "he/nn/layer.h"
#include "he/nn/transpose.h"

/// The few kinds of step without weights that supported Keras layers are made of.
namespace he::nn {

/// y = x·scale + shift per feature, with public numbers: rescaling.
class ScaleShiftLayer final : public Layer {
 public:
  ScaleShiftLayer(std::string label, const Shape& shape, std::vector<double> scale, std::vector<double> shift)
      : Layer(std::move(label), shape, shape), scale_(std::move(scale)), shift_(std::move(shift)) {}
  std::vector<OperationUse> operations() const override { return {{label(), Operation::affine, {}}}; }
  Tensor forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const override {
    return evaluator.affine(std::move(x), scale_, shift_);
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const override;

 private:
  std::vector<double> scale_, shift_;
};

/// Features in another order, or zeros (source −1): padding, and Flatten of channels-first data.
class GatherLayer final : public Layer {
 public:
  GatherLayer(std::string label, const Shape& input, const Shape& output, std::vector<std::int32_t> source)
      : Layer(std::move(label), input, output),
        source_(std::move(source)),
        adjoint_(transposed(source_, input)) {}
  std::vector<OperationUse> operations() const override { return {{label(), Operation::gather, {}}}; }
  Tensor forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const override {
    return evaluator.gather(x, source_, output_shape());
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const override;

 private:
  std::vector<std::int32_t> source_;
  Segments adjoint_;
};

/// The same features under another shape: Flatten, Reshape.
class ReshapeLayer final : public Layer {
 public:
  using Layer::Layer;
  std::vector<OperationUse> operations() const override { return {}; }
  Tensor forward(const Evaluator&, const PreparedLinear*, Tensor x) const override {
    return std::move(x).reshaped(output_shape());
  }
  Tensor backward(const TrainingContext&, const Tensor&, const Tensor&, Tensor dy) const override {
    return std::move(dy).reshaped(input_shape());
  }
};

/// Average pooling.
class AverageLayer final : public Layer {
 public:
  AverageLayer(std::string label, const Shape& input, Segments segments)
      : Layer(std::move(label), input, segments.output_shape),
        windows_(std::move(segments)),
        adjoint_(transposed(windows_, input)) {}
  std::vector<OperationUse> operations() const override { return {{label(), Operation::sum, {}}}; }
  Tensor forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const override {
    return evaluator.sum(x, windows_);
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const override;

 private:
  Segments windows_, adjoint_;
};

/// Max pooling: needs a scheme that can compare.
class MaximumLayer final : public Layer {
 public:
  MaximumLayer(std::string label, const Shape& input, Segments segments)
      : Layer(std::move(label), input, segments.output_shape), windows_(std::move(segments)) {}
  std::vector<OperationUse> operations() const override { return {{label(), Operation::maximum, {}}}; }
  Tensor forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const override {
    return evaluator.maximum(x, windows_);
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const override;

 private:
  Segments windows_;
};

/// An activation that is one function of every number.
class FunctionLayer final : public Layer {
 public:
  const Function& function() const { return function_; }
  FunctionLayer(std::string label, const Shape& shape, Function function)
      : Layer(std::move(label), shape, shape), function_(function) {}
  std::vector<OperationUse> operations() const override {
    return {{label(), Operation::function, function_}};
  }
  Tensor forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const override {
    return evaluator.apply(std::move(x), function_);
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const override;

 private:
  Function function_;
};

/// exp(x − max x) / Σ exp(x − max x) over the last axis; the maximum is an encrypted number like any other.
class SoftmaxLayer final : public Layer {
 public:
  SoftmaxLayer(std::string label, const Shape& shape);
  std::vector<OperationUse> operations() const override;
  Tensor forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const override;
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy) const override;
  /// max x + log Σ exp(x − max x) of each group.
  Tensor log_sum_exp(const Evaluator& evaluator, const Tensor& x) const;

 private:
  /// exp(x − max x), `most` being the maxima.
  Tensor exponentials(const Evaluator& evaluator, Tensor x, const Tensor& most) const;

  Segments groups_;                      ///< one window a softmax
  std::vector<std::int32_t> broadcast_;  ///< from one number a group to all of its features
};

}  // namespace he::nn
