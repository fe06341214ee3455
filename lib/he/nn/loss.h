#pragma once

#include <memory>
#include <span>
#include <string>

#include "he/nn/layer.h"

namespace he::nn {

/// A loss of a batch, as numbers of the scheme.
struct BatchLoss {
  Tensor value;     ///< one record of shape {1}: the mean over the records
  Tensor gradient;  ///< by the outputs of the network, of the mean
};

/// What training makes small. Where the last layer of the network is the activation that belongs to the loss,
/// both are one step, taken on its inputs (the logits): no logarithm of a rounded probability, no quotient of
/// two small ones.
class Loss {
 public:
  virtual ~Loss() = default;
  /// Whether `last` is the activation of this loss, which evaluate() then includes.
  virtual bool includes(const Layer& last) const = 0;
  /// `y`: outputs, or logits; `target`: of the same shape. Both scale with no public number but the batch
  /// size.
  virtual BatchLoss evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const = 0;
};

/// "mse": mean squared error over records and outputs. "bce": binary cross-entropy −t·log p − (1 − t)·log(1 −
/// p), mean over records and outputs, with p = sigmoid(y). "cce": categorical cross-entropy −Σ t·log p over
/// the last axis, mean over the rest, with p = softmax(y). For targets that are no probabilities, as on the
/// mask channel, these are softplus(y) − t·y and log Σ exp y − Σ t·y, so that the gradients p − t stay
/// bounded. A network for bce or cce ends with that activation or with logits. Throws UsageError for another
/// name.
std::unique_ptr<Loss> make_loss(const std::string& name, const Shape& outputs);

/// Throws DataError naming `source` and the record, where plain targets, records of `shape` from number
/// `first` on, are not what a loss is for: of bce probabilities, of cce distributions over the last axis.
void require_targets(const std::string& loss, std::span<const double> targets, const Shape& shape,
                     std::size_t first, const std::string& source);

}  // namespace he::nn
