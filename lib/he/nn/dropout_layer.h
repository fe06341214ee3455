#pragma once

#include "he/nn/layer.h"

namespace he::nn {

/// Dropout (Srivastava et al. 2014): nothing at inference; in training every number is 0 with probability
/// `rate` and 1/(1 − rate) times itself otherwise. What is dropped follows from the seed alone, the same
/// plain and encrypted.
class DropoutLayer final : public Layer {
 public:
  DropoutLayer(std::string label, const Shape& shape, double rate)
      : Layer(std::move(label), shape, shape), rate_(rate) {}
  std::vector<OperationUse> operations() const override { return {}; }
  Tensor forward(const Evaluator&, const PreparedLinear*, Tensor x) const override { return x; }
  std::unique_ptr<LayerTraining> training(const TrainingContext& context,
                                          std::uint32_t position) const override;

 private:
  double rate_;
};

}  // namespace he::nn
