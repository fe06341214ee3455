#include "he/nn/linear_layer.h"

#include "he/error.h"
#include "he/nn/transpose.h"

namespace he::nn {
namespace {

class LinearTraining final : public LayerTraining {
 public:
  LinearTraining(const TrainingContext& context, const LinearMap& map, const LayerWeight& kernel,
                 const LayerWeight& bias, double l2)
      : map_(context.training.prepare(map)),
        channels_(channels_of(map)),
        kernel_{kernel.name, tensor_of(kernel, context.evaluator), {}, l2} {
    if (!bias.empty()) bias_.push_back({bias.name, tensor_of(bias, context.evaluator), {}, 0});
  }

  Tensor forward(const TrainingContext& context, const Tensor& x) override {
    const auto weights =
        context.training.prepare(*map_, kernel_.value, bias_.empty() ? nullptr : &bias_[0].value);
    return context.evaluator.linear(x, *weights);
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor&, Tensor dy,
                  bool input_gradient) override {
    kernel_.gradient = context.training.kernel_gradient(x, dy, *map_);
    for (Parameter& bias : bias_)
      bias.gradient = context.evaluator.sum(context.evaluator.sum_records(dy), channels_);
    return input_gradient ? context.training.linear_adjoint(dy, *map_, kernel_.value) : std::move(dy);
  }
  std::vector<Parameter*> parameters() override {
    std::vector<Parameter*> all{&kernel_};
    for (Parameter& bias : bias_) all.push_back(&bias);
    return all;
  }

 private:
  std::unique_ptr<PreparedMap> map_;
  Segments channels_;
  Parameter kernel_;
  std::vector<Parameter> bias_;  ///< one or none
};

}  // namespace

std::vector<OperationUse> LinearLayer::operations() const {
  if (kernel_.encrypted) return {{label(), Operation::linear, {}}, {label(), Operation::product, {}}};
  return {{label(), Operation::linear, {}}};
}

std::unique_ptr<PreparedLinear> LinearLayer::prepare(const Evaluator& evaluator) const {
  return with_context("layer '" + label() + "'", [&]() -> std::unique_ptr<PreparedLinear> {
    if (!kernel_.encrypted)
      return evaluator.prepare(
          map_, {{{kernel_.rows, kernel_.columns}, kernel_.values}, {{bias_.columns}, bias_.values}});
    const Tensor kernel = tensor_of(kernel_, evaluator);
    const std::optional<Tensor> bias =
        bias_.empty() ? std::nullopt : std::optional(tensor_of(bias_, evaluator));
    const TrainingEvaluator& training = *evaluator.training();
    return training.prepare(*training.prepare(map_), kernel, bias ? &*bias : nullptr);
  });
}

std::unique_ptr<LayerTraining> LinearLayer::training(const TrainingContext& context, std::uint32_t) const {
  return with_context("layer '" + label() + "'",
                      [&] { return std::make_unique<LinearTraining>(context, map_, kernel_, bias_, l2_); });
}

}  // namespace he::nn
