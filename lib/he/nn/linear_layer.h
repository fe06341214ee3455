#pragma once

#include "he/nn/layer.h"
#include "he/nn/weights.h"

namespace he::nn {

/// Dense and convolution layers: y = W·x + b, with public or encrypted weights.
class LinearLayer final : public Layer {
 public:
  /// `bias` may be empty. `l2`: see Parameter.
  LinearLayer(std::string label, LinearMap map, LayerWeight kernel, LayerWeight bias, double l2 = 0)
      : Layer(std::move(label), map.input_shape, map.output_shape),
        map_(std::move(map)),
        kernel_(std::move(kernel)),
        bias_(std::move(bias)),
        l2_(l2) {}
  std::vector<OperationUse> operations() const override;
  std::unique_ptr<PreparedLinear> prepare(const Evaluator& evaluator) const override;
  Tensor forward(const Evaluator& evaluator, const PreparedLinear* weights, Tensor x) const override {
    return evaluator.linear(x, *weights);
  }
  std::unique_ptr<LayerTraining> training(const TrainingContext& context,
                                          std::uint32_t position) const override;

 private:
  LinearMap map_;
  LayerWeight kernel_, bias_;
  double l2_;
};

}  // namespace he::nn
