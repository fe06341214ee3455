#include "he/nn/dropout_layer.h"

#include "he/nn/public_random.h"

namespace he::nn {
namespace {

class DropoutTraining final : public LayerTraining {
 public:
  DropoutTraining(double rate, std::uint32_t position) : rate_(rate), position_(position) {}

  Tensor forward(const TrainingContext& context, const Tensor& x) override {
    PublicRandom random(context.seed, stream_of(StreamUse::dropout, position_, context.step));
    std::vector<double> factors(x.records() * x.features());
    for (double& factor : factors) factor = random.uniform() < rate_ ? 0 : 1 / (1 - rate_);
    factors_ = context.training.encode(factors, x.records(), x.shape());
    return context.evaluator.multiply(x, *factors_);
  }
  Tensor backward(const TrainingContext& context, const Tensor&, const Tensor&, Tensor dy, bool) override {
    return context.evaluator.multiply(std::move(dy), *factors_);
  }
  Tensor infer(const TrainingContext&, const Tensor& x) override { return x; }

 private:
  double rate_;
  std::uint32_t position_;
  std::optional<Tensor> factors_;  ///< of the last forward()
};

}  // namespace

std::unique_ptr<LayerTraining> DropoutLayer::training(const TrainingContext&, std::uint32_t position) const {
  return std::make_unique<DropoutTraining>(rate_, position);
}

}  // namespace he::nn
