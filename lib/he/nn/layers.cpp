#include "he/nn/layers.h"

namespace he::nn {

Tensor ScaleShiftLayer::backward(const TrainingContext& context, const Tensor&, const Tensor&,
                                 Tensor dy) const {
  return context.evaluator.affine(std::move(dy), scale_, std::vector<double>(scale_.size(), 0.0));
}

Tensor GatherLayer::backward(const TrainingContext& context, const Tensor&, const Tensor&, Tensor dy) const {
  return context.evaluator.sum(dy, adjoint_);
}

Tensor AverageLayer::backward(const TrainingContext& context, const Tensor&, const Tensor&, Tensor dy) const {
  return context.evaluator.sum(
      context.evaluator.affine(std::move(dy), windows_.scale, std::vector<double>(windows_.outputs(), 0.0)),
      adjoint_);
}

Tensor MaximumLayer::backward(const TrainingContext& context, const Tensor& x, const Tensor&,
                              Tensor dy) const {
  return context.training.maximum_gradient(dy, x, windows_);
}

Tensor FunctionLayer::backward(const TrainingContext& context, const Tensor& x, const Tensor& y,
                               Tensor dy) const {
  return context.training.apply_derivative(std::move(dy), function_, x, y);
}

SoftmaxLayer::SoftmaxLayer(std::string label, const Shape& shape) : Layer(std::move(label), shape, shape) {
  const std::size_t features = element_count(shape), width = shape.empty() ? 1 : shape.back();
  groups_.output_shape = {features / width};
  for (std::size_t f = 0; f < features; ++f) {
    if (f % width == 0) groups_.first.push_back(static_cast<std::uint32_t>(f));
    groups_.indices.push_back(static_cast<std::uint32_t>(f));
    broadcast_.push_back(static_cast<std::int32_t>(f / width));
  }
  groups_.first.push_back(static_cast<std::uint32_t>(features));
  groups_.scale.assign(features / width, 1.0);
}

std::vector<OperationUse> SoftmaxLayer::operations() const {
  return {{label(), Operation::maximum, {}},
          {label(), Operation::function, Function{FunctionKind::exponential}},
          {label(), Operation::sum, {}},
          {label(), Operation::quotient, {}}};
}

Tensor SoftmaxLayer::exponentials(const Evaluator& evaluator, Tensor x, const Tensor& most) const {
  return evaluator.apply(evaluator.subtract(std::move(x), evaluator.gather(most, broadcast_, input_shape())),
                         Function{FunctionKind::exponential});
}

Tensor SoftmaxLayer::forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const {
  const Tensor most = evaluator.maximum(x, groups_);
  const Tensor numerators = exponentials(evaluator, std::move(x), most);
  const Tensor total = evaluator.gather(evaluator.sum(numerators, groups_), broadcast_, input_shape());
  return evaluator.divide(numerators, total);
}

Tensor SoftmaxLayer::log_sum_exp(const Evaluator& evaluator, const Tensor& x) const {
  const Tensor most = evaluator.maximum(x, groups_);
  return evaluator.add(
      evaluator.apply(evaluator.sum(exponentials(evaluator, x, most), groups_), {FunctionKind::log}), most);
}

/// y·(dy − Σ y·dy) in each group.
Tensor SoftmaxLayer::backward(const TrainingContext& context, const Tensor&, const Tensor& y,
                              Tensor dy) const {
  const Evaluator& evaluator = context.evaluator;
  const Tensor total = evaluator.sum(evaluator.multiply(dy, y), groups_);
  return evaluator.multiply(
      evaluator.subtract(std::move(dy), evaluator.gather(total, broadcast_, input_shape())), y);
}

}  // namespace he::nn
