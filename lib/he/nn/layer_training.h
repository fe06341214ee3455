#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "he/tensor/training_evaluator.h"

namespace he::nn {

/// What a training computes with, and where it is.
struct TrainingContext {
  const Evaluator& evaluator;
  const TrainingEvaluator& training;
  std::uint64_t seed = 0;  ///< of Dropout's masks
  std::uint32_t step = 0;  ///< updates so far

  /// Throws UnsupportedError where the scheme cannot train.
  TrainingContext(const Evaluator& of, std::uint64_t seed_of);
};

/// Numbers of a layer while it is trained; ciphertexts where the data are.
struct Parameter {
  std::string name;  ///< of the weight in the model: "kernel"
  Tensor value;      ///< [rows, columns] as `rows` records of shape {columns}
  std::optional<Tensor>
      gradient;   ///< of the last backward(); none: not trained, but perhaps updated otherwise
  double l2 = 0;  ///< adds 2·l2·value to the gradient: the penalty l2·Σ value²
};

/// A layer in training: how it runs on a batch, and backwards. One batch at a time.
class LayerTraining {
 public:
  virtual ~LayerTraining() = default;
  virtual Tensor forward(const TrainingContext& context, const Tensor& x) = 0;
  /// From the gradient of the loss by y = forward(x), sets those by the parameters and returns that by x;
  /// where `input_gradient` is false nobody asks for the latter, and any tensor may be returned.
  virtual Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy,
                          bool input_gradient) = 0;
  /// As after training: moving statistics, nothing dropped.
  virtual Tensor infer(const TrainingContext& context, const Tensor& x) { return forward(context, x); }
  virtual std::vector<Parameter*> parameters() { return {}; }
};

}  // namespace he::nn
