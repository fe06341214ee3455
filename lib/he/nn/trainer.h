#pragma once

#include <memory>
#include <vector>

#include "he/nn/loss.h"
#include "he/nn/network.h"
#include "he/nn/optimizer.h"

namespace he::nn {

struct TrainerOptions {
  std::string loss = "mse";
  OptimizerOptions optimizer;
  double l2 = 0;    ///< added to that of each kernel: the penalty l2·Σ kernel²
  double clip = 0;  ///< each gradient is cut to [−clip, clip]; 0: not at all
  std::uint64_t seed = 0;
};

/// Trains a network batch by batch over one evaluator. Plain and encrypted training are this same code: on
/// encrypted data the weights are ciphertexts from the first update on.
class Trainer {
 public:
  /// Starts from the weights of `model`: public, or encrypted under the evaluator's key. Throws
  /// UnsupportedError where the scheme cannot train the network, UsageError for options that are not known.
  Trainer(const io::ModelDescription& model, const Evaluator& evaluator, const TrainerOptions& options);

  const Network& network() const { return network_; }
  /// One update with the learning rate `rate`; returns the loss of the batch before it: one record of shape
  /// {1}.
  Tensor step(Tensor x, const Tensor& target, double rate);
  /// The loss of a batch, as after training; nothing changes.
  Tensor loss(Tensor x, const Tensor& target) const;
  /// False where a weight or a moment of it is infinite or not a number, in any channel.
  bool finite() const;
  /// The model with the weights as they are now: payload of the evaluator's scheme, or plain.
  io::ModelDescription model() const;

  /// Updates so far.
  std::uint32_t steps() const { return context_.step; }
  /// Weights and moments, in a fixed order: what a checkpoint must hold to continue, beside the number of
  /// updates.
  std::vector<Tensor*> state();
  void resume(std::uint32_t steps) { context_.step = steps; }

 private:
  struct Trained {
    std::size_t layer;  ///< of the network
    Parameter* parameter;
    std::unique_ptr<Optimizer> optimizer;
  };
  void update(Trained& trained, double rate);

  io::ModelDescription model_;
  Network network_;
  TrainingContext context_;
  TrainerOptions options_;
  std::unique_ptr<Loss> loss_;
  std::vector<std::unique_ptr<LayerTraining>> layers_;  ///< without a last one that the loss includes
  std::vector<Trained> trained_;
  std::size_t first_trained_ = 0;  ///< the first layer with parameters: gradients end there
};

}  // namespace he::nn
