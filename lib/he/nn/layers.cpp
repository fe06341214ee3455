#include "he/nn/layers.h"

#include "he/error.h"

namespace he::nn {

std::unique_ptr<PreparedLinear> LinearLayer::prepare(const Evaluator& evaluator) const {
  try {
    return evaluator.prepare(map_, weights_);
  } catch (const DataError& error) {
    throw DataError("layer '" + label() + "': " + error.what());
  }
}

SoftmaxLayer::SoftmaxLayer(std::string label, const Shape& shape) : Layer(std::move(label), shape, shape) {
  const std::size_t features = element_count(shape), width = shape.empty() ? 1 : shape.back();
  groups_.output_shape = {features / width};
  for (std::size_t f = 0; f < features; ++f) {
    if (f % width == 0) groups_.first.push_back(static_cast<std::uint32_t>(f));
    groups_.taps.push_back(static_cast<std::uint32_t>(f));
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

Tensor SoftmaxLayer::forward(const Evaluator& evaluator, const PreparedLinear*, Tensor x) const {
  const Tensor most = evaluator.gather(evaluator.maximum(x, groups_), broadcast_, input_shape());
  const Tensor powers =
      evaluator.apply(evaluator.subtract(std::move(x), most), Function{FunctionKind::exponential});
  const Tensor total = evaluator.gather(evaluator.sum(powers, groups_), broadcast_, input_shape());
  return evaluator.divide(powers, total);
}

}  // namespace he::nn
