#include "he/nn/loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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
  Tensor mean(const TrainingContext& context, const Tensor& x, const Segments& segments) const {
    const double records = static_cast<double>(x.records());
    return context.evaluator.affine(context.evaluator.sum_records(context.evaluator.sum(x, segments)),
                                    std::vector<double>{1 / records}, std::vector<double>{0});
  }
  Tensor mean(const TrainingContext& context, const Tensor& x) const { return mean(context, x, all_); }
  /// factor·(p − target)/(terms·records).
  Tensor gradient(const TrainingContext& context, Tensor p, const Tensor& target, double factor = 1) const {
    const double share = factor / (terms_ * static_cast<double>(p.records()));
    return context.training.axpby(share, std::move(p), -share, target);
  }
  double terms() const { return terms_; }

 private:
  Segments all_;
  double terms_;
};

class MeanSquaredError final : public MeanLoss {
 public:
  explicit MeanSquaredError(std::size_t outputs) : MeanLoss(outputs, static_cast<double>(outputs)) {}
  bool includes(const Layer&) const override { return false; }
  BatchLoss evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const override {
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
  BatchLoss evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const override {
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
  BatchLoss evaluate(const TrainingContext& context, const Tensor& y, const Tensor& target) const override {
    const Evaluator& evaluator = context.evaluator;
    const Tensor log_sums = softmax_.log_sum_exp(evaluator, y);
    return {
        evaluator.subtract(mean(context, log_sums, groups_), mean(context, evaluator.multiply(y, target))),
        gradient(context, softmax_.forward(evaluator, nullptr, y), target)};
  }

 private:
  SoftmaxLayer softmax_;
  Segments groups_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const std::string& name, const Shape& outputs) {
  const std::size_t count = element_count(outputs), width = outputs.empty() ? 1 : outputs.back();
  if (name == "mse") return std::make_unique<MeanSquaredError>(count);
  if (name == "bce") return std::make_unique<BinaryCrossEntropy>(count);
  if (name == "cce") return std::make_unique<CategoricalCrossEntropy>(outputs, count / width);
  throw UsageError("the loss '" + name + "' is not known; known are mse, bce, cce");
}

void require_targets(const std::string& loss, std::span<const double> targets, const Shape& shape,
                     std::size_t first, const std::string& source) {
  if (loss == "mse") return;
  const std::size_t all = element_count(shape), width = loss == "bce" || shape.empty() ? 1 : shape.back();
  for (std::size_t begin = 0; begin < targets.size(); begin += width) {
    const std::span<const double> group = targets.subspan(begin, width);
    const auto [least, most] = std::ranges::minmax(group);
    const double sum = std::reduce(group.begin(), group.end());
    if (least >= 0 && most <= 1 && (loss == "bce" || std::abs(sum - 1) < 1e-6)) continue;
    const std::string where = fmt::format("{}: record {}", source, first + begin / all + 1);
    if (loss == "bce")
      throw DataError(fmt::format("{}: --loss bce wants targets between 0 and 1, not {:g}", where,
                                  least < 0 ? least : most));
    throw DataError(fmt::format(
        "{}: --loss cce wants the shares of classes, which sum up to 1, not {:g}; for classes give "
        "--one-hot",
        where, sum));
  }
}

}  // namespace he::nn
