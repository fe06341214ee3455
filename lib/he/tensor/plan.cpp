#include "he/tensor/plan.h"

namespace he {
namespace {

/// Layer by layer as the network has them, for schemes that need no look ahead.
class LayerwisePlan final : public Plan {
 public:
  LayerwisePlan(const NetworkView& network, const Evaluator& evaluator)
      : network_(network), evaluator_(evaluator), weights_(network.prepare(evaluator)) {}

  const PayloadLayout& output_layout() const override { return evaluator_.layout(); }
  std::size_t block_records() const override { return evaluator_.block_records(network_.widest()); }
  double expected_error() const override { return evaluator_.expected_error(); }

  Tensor run(Tensor x) const override {
    if (network_.encrypted() || evaluator_.components() == 1) return forward(std::move(x));
    std::vector<Tensor> results;
    for (std::size_t i = 0; i < evaluator_.components(); ++i)
      results.push_back(forward(evaluator_.component(x, i)));
    return evaluator_.join(results);
  }

 private:
  Tensor forward(Tensor x) const { return network_.forward(evaluator_, weights_, std::move(x)); }

  const NetworkView& network_;
  const Evaluator& evaluator_;
  NetworkView::Weights weights_;
};

}  // namespace

std::unique_ptr<Plan> Evaluator::plan(const NetworkView& network) const {
  check(network.operations());
  return std::make_unique<LayerwisePlan>(network, *this);
}

}  // namespace he
