#include "he/nn/loss.h"

#include "he/error.h"
#include "he/nn/layers.h"
#include "he/nn/transpose.h"

namespace he::nn {
namespace {

/// What the losses have in common: means over outputs and records.
class MeanLoss : public Loss {
 public:
  MeanLoss(std::size_t outputs, double terms) : all_(all_features(outputs, 1 / terms)), terms_(terms) {}

 protected:
  /// The sum of `x` over its features, divided by terms and records.
  Tensor mean(const TrainingContext& context, const Tensor& x, const Windows& windows) const {
    const double records = static_cast<double>(x.records());
    return context.evaluator.scale_shift(context.evaluator.sum_records(context.evaluator.sum(x, windows)),
                                         std::vector<double>{1 / records}, std::vector<double>{0});
  }
  Tensor mean(const TrainingContext& context, const Tensor& x) const { return mean(context, x, all_); }
  /// factor·(p − target)/(terms·records).
  Tensor gradient(const TrainingContext& context, Tensor p, const Tensor& target, double factor = 1) const {
    const double share = factor / (terms_ * static_cast<double>(p.records()));
    return context.training.combine(share, std::move(p), -share, target);
  }
  double terms() const { return terms_; }

 private:
  Windows all_;
  double terms_;
};

class MeanSquaredError final : public MeanLoss {
 public:
  explicit MeanSquaredError(std::size_t outputs) : MeanLoss(outputs, static_cast<double>(outputs)) {}
  bool includes(const Layer&) const override { return false; }
  LossOfBatch evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const override {
    const Tensor error = context.evaluator.subtract(y, target);
    return {mean(context, context.evaluator.multiply(error, error)), gradient(context, y, target, 2)};
  }
};

class BinaryCrossEntropy final : public MeanLoss {
 public:
  explicit BinaryCrossEntropy(std::size_t outputs) : MeanLoss(outputs, static_cast<double>(outputs)) {}
  bool includes(const Layer& last) const override {
    const auto* layer = dynamic_cast<const FunctionLayer*>(&last);
    return layer && layer->function().kind == FunctionKind::sigmoid;
  }
  LossOfBatch evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const override {
    const Evaluator& evaluator = context.evaluator;
    const Tensor terms =
        evaluator.subtract(evaluator.apply(y, {FunctionKind::softplus}), evaluator.multiply(y, target));
    return {mean(context, terms), gradient(context, evaluator.apply(y, {FunctionKind::sigmoid}), target)};
  }
};

class CategoricalCrossEntropy final : public MeanLoss {
 public:
  CategoricalCrossEntropy(const Shape& outputs, std::size_t groups)
      : MeanLoss(element_count(outputs), static_cast<double>(groups)),
        softmax_("softmax", outputs),
        groups_(all_features(groups, 1 / static_cast<double>(groups))) {}
  bool includes(const Layer& last) const override {
    return dynamic_cast<const SoftmaxLayer*>(&last) != nullptr;
  }
  LossOfBatch evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const override {
    const Evaluator& evaluator = context.evaluator;
    const Tensor log_sums = softmax_.log_sum_exp(evaluator, y);
    return {
        evaluator.subtract(mean(context, log_sums, groups_), mean(context, evaluator.multiply(y, target))),
        gradient(context, softmax_.forward(evaluator, nullptr, y), target)};
  }

 private:
  SoftmaxLayer softmax_;
  Windows groups_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const std::string& name, const Shape& outputs) {
  const std::size_t count = element_count(outputs), width = outputs.empty() ? 1 : outputs.back();
  if (name == "mse") return std::make_unique<MeanSquaredError>(count);
  if (name == "bce") return std::make_unique<BinaryCrossEntropy>(count);
  if (name == "cce") return std::make_unique<CategoricalCrossEntropy>(outputs, count / width);
  throw UsageError("the loss '" + name + "' is not known; known are mse, bce, cce");
}

}  // namespace he::nn
