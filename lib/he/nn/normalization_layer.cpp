#include "he/nn/normalization_layer.h"

#include <cmath>
#include <limits>

#include "he/error.h"
#include "he/nn/transpose.h"

namespace he::nn {
namespace {

/// Factors and terms of every feature: public, or one encrypted record of each.
struct PreparedNormalization final : PreparedLinear {
  std::vector<double> scale, shift;
  std::vector<Tensor> encrypted;  ///< scale, shift; or none
};

Tensor forward_with(const Evaluator& evaluator, const PreparedNormalization& prepared, Tensor x) {
  if (prepared.encrypted.empty()) return evaluator.affine(std::move(x), prepared.scale, prepared.shift);
  const TrainingEvaluator& training = *evaluator.training();
  const std::size_t records = x.records();
  return evaluator.add(evaluator.multiply(std::move(x), training.broadcast(prepared.encrypted[0], records)),
                       training.broadcast(prepared.encrypted[1], records));
}

/// Public statistics, spread over the features.
void prepare_public(const NormalizationWeights& w, const ChannelMap& map, PreparedNormalization& prepared) {
  for (const std::int32_t index : map.channel) {
    const auto c = static_cast<std::size_t>(index);
    const double deviation = std::max(std::sqrt(w.variance.values[c] + w.epsilon), w.least_deviation);
    if (!(deviation > 0)) throw DataError("has a variance that is not positive");
    const double gamma = w.gamma.empty() ? 1 : w.gamma.values[c],
                 beta = w.beta.empty() ? 0 : w.beta.values[c];
    const double scale = w.invert ? deviation : gamma / deviation, mean = w.mean.values[c];
    prepared.scale.push_back(scale);
    prepared.shift.push_back(w.invert ? mean : beta - mean * scale);
  }
}

/// The same from encrypted statistics.
void prepare_encrypted(const NormalizationWeights& w, const ChannelMap& map, const Shape& shape,
                       const Evaluator& evaluator, PreparedNormalization& prepared) {
  const std::vector<double> ones(map.channels, 1), epsilons(map.channels, w.epsilon);
  const Tensor mean = tensor_of(w.mean, evaluator);
  Tensor deviation = evaluator.apply(evaluator.affine(tensor_of(w.variance, evaluator), ones, epsilons),
                                     {FunctionKind::sqrt});
  if (w.least_deviation > 0)
    deviation = evaluator.apply(std::move(deviation), {FunctionKind::clip, w.least_deviation,
                                                       std::numeric_limits<double>::infinity()});
  const Tensor gamma =
      w.gamma.empty() ? evaluator.training()->encode(ones, 1, {map.channels}) : tensor_of(w.gamma, evaluator);
  const Tensor scale = w.invert ? deviation : evaluator.divide(gamma, deviation);
  Tensor shift = mean;
  if (!w.invert) {
    const std::vector<double> minus(map.channels, -1), zeros(map.channels, 0);
    shift = evaluator.affine(evaluator.multiply(std::move(shift), scale), minus, zeros);
    if (!w.beta.empty()) shift = evaluator.add(std::move(shift), tensor_of(w.beta, evaluator));
  }
  prepared.encrypted.push_back(evaluator.gather(scale, map.channel, shape));
  prepared.encrypted.push_back(evaluator.gather(shift, map.channel, shape));
}

class NormalizationTraining final : public LayerTraining {
 public:
  NormalizationTraining(const Layer& layer, const Evaluator& evaluator)
      : prepared_(layer.prepare(evaluator)) {}
  Tensor forward(const TrainingContext& context, const Tensor& x) override {
    return forward_with(context.evaluator, prepared(), x);
  }
  Tensor backward(const TrainingContext& context, const Tensor&, const Tensor&, Tensor dy, bool) override {
    if (prepared().encrypted.empty())
      return context.evaluator.affine(std::move(dy), prepared().scale,
                                      std::vector<double>(prepared().scale.size(), 0.0));
    const std::size_t records = dy.records();
    return context.evaluator.multiply(std::move(dy),
                                      context.training.broadcast(prepared().encrypted[0], records));
  }

 private:
  const PreparedNormalization& prepared() const {
    return static_cast<const PreparedNormalization&>(*prepared_);
  }
  std::unique_ptr<PreparedLinear> prepared_;
};

}  // namespace

Segments ChannelMap::sums() const { return transposed(channel, {channels}); }

std::vector<OperationUse> NormalizationLayer::operations() const {
  if (!weights_.mean.encrypted) return {{label(), Operation::affine, {}}};
  return {{label(), Operation::function, Function{FunctionKind::sqrt}},
          {label(), Operation::quotient, {}},
          {label(), Operation::product, {}}};
}

std::unique_ptr<PreparedLinear> NormalizationLayer::prepare(const Evaluator& evaluator) const {
  auto prepared = std::make_unique<PreparedNormalization>();
  with_context("layer '" + label() + "'", [&] {
    if (weights_.mean.encrypted)
      prepare_encrypted(weights_, map_, output_shape(), evaluator, *prepared);
    else
      prepare_public(weights_, map_, *prepared);
  });
  return prepared;
}

Tensor NormalizationLayer::forward(const Evaluator& evaluator, const PreparedLinear* weights,
                                   Tensor x) const {
  return forward_with(evaluator, static_cast<const PreparedNormalization&>(*weights), std::move(x));
}

std::unique_ptr<LayerTraining> NormalizationLayer::training(const TrainingContext& context,
                                                            std::uint32_t) const {
  return std::make_unique<NormalizationTraining>(*this, context.evaluator);
}

}  // namespace he::nn
