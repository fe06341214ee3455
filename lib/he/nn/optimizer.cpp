#include "he/nn/optimizer.h"

#include <cmath>

#include "he/error.h"

namespace he::nn {
namespace {

Tensor zeros(const TrainingContext& context, const Tensor& like) {
  return context.training.encode(std::vector<double>(like.records() * like.features(), 0.0), like.records(),
                                 like.shape());
}

class GradientDescent final : public Optimizer {
 public:
  void update(const TrainingContext& context, Tensor& value, const Tensor& gradient, double rate,
              std::uint32_t) override {
    value = context.training.axpby(1, std::move(value), -rate, gradient);
  }
  std::vector<Tensor*> moments() override { return {}; }
};

class Momentum final : public Optimizer {
 public:
  Momentum(const TrainingContext& context, const Tensor& like, double momentum, bool nesterov)
      : velocity_(zeros(context, like)), momentum_(momentum), nesterov_(nesterov) {}
  void update(const TrainingContext& context, Tensor& value, const Tensor& gradient, double rate,
              std::uint32_t) override {
    velocity_ = context.training.axpby(momentum_, std::move(velocity_), -rate, gradient);
    value = context.training.axpby(1, std::move(value), nesterov_ ? momentum_ : 1, velocity_);
    if (nesterov_) value = context.training.axpby(1, std::move(value), -rate, gradient);
  }
  std::vector<Tensor*> moments() override { return {&velocity_}; }

 private:
  Tensor velocity_;
  double momentum_;
  bool nesterov_;
};

class Adam final : public Optimizer {
 public:
  Adam(const TrainingContext& context, const Tensor& like)
      : mean_(zeros(context, like)),
        square_(mean_),
        ones_(like.features(), 1.0),
        epsilons_(like.features(), kEpsilon) {}
  void update(const TrainingContext& context, Tensor& value, const Tensor& gradient, double rate,
              std::uint32_t step) override {
    const TrainingEvaluator& training = context.training;
    mean_ = training.axpby(kBeta1, std::move(mean_), 1 - kBeta1, gradient);
    square_ = training.axpby(kBeta2, std::move(square_), 1 - kBeta2,
                             context.evaluator.apply(gradient, {FunctionKind::square}));
    const Tensor root =
        context.evaluator.affine(context.evaluator.apply(square_, {FunctionKind::sqrt}), ones_, epsilons_);
    const double corrected = rate * std::sqrt(1 - std::pow(kBeta2, step)) / (1 - std::pow(kBeta1, step));
    value = training.axpby(1, std::move(value), -corrected, context.evaluator.divide(mean_, root));
  }
  std::vector<Tensor*> moments() override { return {&mean_, &square_}; }

 private:
  static constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-7;
  Tensor mean_, square_;
  std::vector<double> ones_, epsilons_;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options, const TrainingContext& context,
                                          const Tensor& like) {
  if (options.name == "sgd") return std::make_unique<GradientDescent>();
  if (options.name == "momentum" || options.name == "nesterov")
    return std::make_unique<Momentum>(context, like, options.momentum, options.name == "nesterov");
  if (options.name == "adam") return std::make_unique<Adam>(context, like);
  throw UsageError("the optimizer '" + options.name +
                   "' is not known; known are sgd, momentum, nesterov, adam");
}

}  // namespace he::nn
