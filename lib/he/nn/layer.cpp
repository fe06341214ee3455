#include "he/nn/layer.h"

#include "he/error.h"

namespace he::nn {
namespace {

/// A layer without weights trains as it infers.
class WeightlessTraining final : public LayerTraining {
 public:
  explicit WeightlessTraining(const Layer& layer) : layer_(layer) {}
  Tensor forward(const TrainingContext& context, const Tensor& x) override {
    return layer_.forward(context.evaluator, nullptr, x);
  }
  Tensor backward(const TrainingContext& context, const Tensor& x, const Tensor& y, Tensor dy,
                  bool input_gradient) override {
    return input_gradient ? layer_.backward(context, x, y, std::move(dy)) : std::move(dy);
  }

 private:
  const Layer& layer_;
};

const TrainingEvaluator& required_training(const Evaluator& evaluator) {
  if (const TrainingEvaluator* training = evaluator.training()) return *training;
  throw UnsupportedError("the scheme '" + evaluator.scheme().name +
                         "' cannot multiply ciphertexts without bound here, so it cannot train");
}

}  // namespace

TrainingContext::TrainingContext(const Evaluator& of, std::uint64_t seed_of)
    : evaluator(of), training(required_training(of)), seed(seed_of) {}

Tensor Layer::backward(const TrainingContext&, const Tensor&, const Tensor&, Tensor) const {
  throw UnsupportedError("layer '" + label_ + "' cannot be trained");
}

std::unique_ptr<LayerTraining> Layer::training(const TrainingContext&, std::uint32_t) const {
  return std::make_unique<WeightlessTraining>(*this);
}

}  // namespace he::nn
