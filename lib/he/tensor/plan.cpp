#include "he/tensor/plan.h"

namespace he {
namespace {

/// Layer by layer as the network has them, for schemes that need no look ahead.
class LayerwisePlan final : public TensorPlan {
 public:
  LayerwisePlan(const NetworkView& network, const Evaluator& evaluator)
      : TensorPlan(network, evaluator), weights_(network.prepare(evaluator)) {}

  const PayloadLayout& output_layout() const override { return evaluator().layout(); }
  std::size_t block_records() const override { return evaluator().block_records(network().widest()); }
  double expected_error() const override { return evaluator().expected_error(); }

  Tensor run(Tensor x) const override {
    if (network().encrypted() || evaluator().components() == 1) return forward(std::move(x));
    std::vector<Tensor> results;
    for (std::size_t i = 0; i < evaluator().components(); ++i)
      results.push_back(forward(evaluator().component(x, i)));
    return evaluator().join(results);
  }

 private:
  Tensor forward(Tensor x) const { return network().forward(evaluator(), weights_, std::move(x)); }

  NetworkView::Weights weights_;
};

}  // namespace

void TensorPlan::evaluate(std::span<const double> x, std::size_t records, std::span<double> y) const {
  evaluator_.store(run(evaluator_.load(x, records, network_.input_shape())), y);
}

std::unique_ptr<Plan> Evaluator::plan(const NetworkView& network) const {
  check(network.operations());
  return std::make_unique<LayerwisePlan>(network, *this);
}

}  // namespace he
