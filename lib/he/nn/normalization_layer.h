#pragma once

#include "he/nn/layer.h"
#include "he/nn/weights.h"

namespace he::nn {

/// Which channel every feature of a record belongs to.
struct ChannelMap {
  std::vector<std::int32_t> channel;  ///< [features]
  std::size_t channels = 0;

  /// The sum of all features of each channel.
  Segments sums() const;
};

/// What a layer that normalises with given statistics knows of a channel.
struct NormalizationWeights {
  LayerWeight gamma, beta;     ///< empty: 1 and 0
  LayerWeight mean, variance;  ///< public or encrypted, all alike
  double epsilon = 0;          ///< added to the variance
  double least_deviation = 0;  ///< of the root of that
  bool invert = false;         ///< x·deviation + mean instead
};

/// y = gamma·(x − mean)/max(sqrt(variance + epsilon), least_deviation) + beta per channel: BatchNormalization
/// (Ioffe & Szegedy 2015) with its moving statistics, and Normalization. Weights are public or encrypted.
class NormalizationLayer : public Layer {
 public:
  NormalizationLayer(std::string label, const Shape& shape, ChannelMap map, NormalizationWeights weights)
      : Layer(std::move(label), shape, shape), map_(std::move(map)), weights_(std::move(weights)) {}
  std::vector<OperationUse> operations() const override;
  std::unique_ptr<PreparedLinear> prepare(const Evaluator& evaluator) const override;
  Tensor forward(const Evaluator& evaluator, const PreparedLinear* weights, Tensor x) const override;
  /// With its statistics as they are: it has nothing to learn.
  std::unique_ptr<LayerTraining> training(const TrainingContext& context,
                                          std::uint32_t position) const override;

 protected:
  const ChannelMap& map() const { return map_; }
  const NormalizationWeights& weights() const { return weights_; }

 private:
  ChannelMap map_;
  NormalizationWeights weights_;
};

}  // namespace he::nn
