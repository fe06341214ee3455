#include "he/nn/batch_normalization.h"

namespace he::nn {
namespace {

class BatchNormalizationTraining final : public LayerTraining {
 public:
  BatchNormalizationTraining(const TrainingContext& context, const ChannelMap& map,
                             const NormalizationWeights& w, double momentum)
      : map_(map), sums_(map.sums()), epsilon_(w.epsilon), momentum_(momentum) {
    for (const LayerWeight* weight : {&w.gamma, &w.beta, &w.mean, &w.variance})
      if (!weight->empty())
        parameters_.push_back({weight->name, tensor_of(*weight, context.evaluator), {}, 0});
    std::size_t next = 0;
    gamma_ = w.gamma.empty() ? nullptr : &parameters_[next++];
    beta_ = w.beta.empty() ? nullptr : &parameters_[next++];
    mean_ = &parameters_[next++];
    variance_ = &parameters_[next];
  }

  Tensor forward(const TrainingContext& context, const Tensor& x) override {
    const Evaluator& evaluator = context.evaluator;
    const Tensor mean = mean_per_channel(context, x);
    Tensor centred = evaluator.subtract(x, spread(context, mean, x));
    const Tensor variance = mean_per_channel(context, evaluator.multiply(centred, centred));
    move(context, *mean_, mean);
    move(context, *variance_, variance);
    inverse_ = inverse_deviation(context, variance);
    normalised_ = evaluator.multiply(std::move(centred), spread(context, *inverse_, x));
    return scaled(context, *normalised_);
  }

  Tensor infer(const TrainingContext& context, const Tensor& x) override {
    const Tensor inverse = inverse_deviation(context, variance_->value);
    Tensor centred = context.evaluator.subtract(x, spread(context, mean_->value, x));
    return scaled(context, context.evaluator.multiply(std::move(centred), spread(context, inverse, x)));
  }

  /// dx = gamma/deviation · (dy − mean(dy) − normalised·mean(dy·normalised)), means over the channel.
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor&, Tensor dy, bool) override {
    const Evaluator& evaluator = context.evaluator;
    const Tensor product = evaluator.multiply(dy, *normalised_);
    if (gamma_) gamma_->gradient = sum_per_channel(context, product);
    if (beta_) beta_->gradient = sum_per_channel(context, dy);
    const Tensor mean = mean_per_channel(context, dy), mean_product = mean_per_channel(context, product);
    dy = evaluator.subtract(std::move(dy), spread(context, mean, x));
    dy =
        evaluator.subtract(std::move(dy), evaluator.multiply(spread(context, mean_product, x), *normalised_));
    const Tensor factor = gamma_ ? evaluator.multiply(*inverse_, gamma_->value) : *inverse_;
    return evaluator.multiply(std::move(dy), spread(context, factor, x));
  }

  std::vector<Parameter*> parameters() override {
    std::vector<Parameter*> all;
    for (Parameter& parameter : parameters_) all.push_back(&parameter);
    return all;
  }

 private:
  Tensor sum_per_channel(const TrainingContext& context, const Tensor& x) const {
    return context.evaluator.sum(context.evaluator.sum_records(x), sums_);
  }
  Tensor mean_per_channel(const TrainingContext& context, const Tensor& x) const {
    const double count = static_cast<double>(x.records() * map_.channel.size() / map_.channels);
    return context.evaluator.affine(sum_per_channel(context, x),
                                    std::vector<double>(map_.channels, 1 / count),
                                    std::vector<double>(map_.channels, 0));
  }
  /// One number a channel to all features and records of `like`.
  Tensor spread(const TrainingContext& context, const Tensor& channels, const Tensor& like) const {
    return context.training.broadcast(context.evaluator.gather(channels, map_.channel, like.shape()),
                                      like.records());
  }
  Tensor inverse_deviation(const TrainingContext& context, const Tensor& variance) const {
    const std::vector<double> ones(map_.channels, 1), epsilons(map_.channels, epsilon_);
    return context.evaluator.apply(
        context.evaluator.apply(context.evaluator.affine(variance, ones, epsilons), {FunctionKind::sqrt}),
        {FunctionKind::reciprocal});
  }
  /// gamma·x + beta.
  Tensor scaled(const TrainingContext& context, Tensor x) const {
    if (gamma_) x = context.evaluator.multiply(spread(context, gamma_->value, x), x);
    if (beta_) x = context.evaluator.add(spread(context, beta_->value, x), x);
    return x;
  }
  void move(const TrainingContext& context, Parameter& moving, const Tensor& batch) const {
    moving.value = context.training.axpby(momentum_, std::move(moving.value), 1 - momentum_, batch);
  }

  const ChannelMap& map_;
  Segments sums_;
  double epsilon_, momentum_;
  std::vector<Parameter> parameters_;
  Parameter *gamma_, *beta_, *mean_, *variance_;
  std::optional<Tensor> normalised_, inverse_;  ///< of the last forward()
};

}  // namespace

std::unique_ptr<LayerTraining> BatchNormalizationLayer::training(const TrainingContext& context,
                                                                 std::uint32_t) const {
  return std::make_unique<BatchNormalizationTraining>(context, map(), weights(), momentum_);
}

}  // namespace he::nn
