#pragma once

#include "he/nn/normalization_layer.h"

namespace he::nn {

/// BatchNormalization (Ioffe & Szegedy 2015): at inference with its moving statistics; in training with those
/// of the batch, per channel over records and positions, which then move the former.
class BatchNormalizationLayer final : public NormalizationLayer {
 public:
  BatchNormalizationLayer(std::string label, const Shape& shape, ChannelMap map, NormalizationWeights weights,
                          double momentum)
      : NormalizationLayer(std::move(label), shape, std::move(map), std::move(weights)),
        momentum_(momentum) {}
  std::unique_ptr<LayerTraining> training(const TrainingContext& context,
                                          std::uint32_t position) const override;

 private:
  double momentum_;
};

}  // namespace he::nn
