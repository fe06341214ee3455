#pragma once

#include <memory>
#include <string>
#include <vector>

#include "he/nn/layer_training.h"

namespace he::nn {

/// How a parameter follows its gradients. One object for each parameter.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Moves `value` by one step; `rate` is the learning rate, `step` counts from 1.
  virtual void update(const TrainingContext& context, Tensor& value, const Tensor& gradient, double rate,
                      std::uint32_t step) = 0;
  /// Moments, in a fixed order, for checkpoints: exist from the beginning, all of the parameter's shape.
  virtual std::vector<Tensor*> moments() = 0;
};

struct OptimizerOptions {
  std::string name = "sgd";  ///< sgd, momentum, nesterov, adam
  double momentum = 0.9;     ///< of momentum and nesterov
};

/// sgd: w −= rate·g. momentum (Polyak 1964), nesterov (Sutskever et al. 2013): as Keras has them. adam
/// (Kingma & Ba 2015, the form at the end of its section 2, as in Keras): w −= rate·sqrt(1 − β₂ᵗ)/(1 −
/// β₁ᵗ)·m/(sqrt(v) + 1e-7) with β₁ = 0.9, β₂ = 0.999; root and quotient are functions of ciphertexts. Throws
/// UsageError for another name.
std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options, const TrainingContext& context,
                                          const Tensor& like);

}  // namespace he::nn
