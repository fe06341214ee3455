#include "he/nn/network.h"

#include <algorithm>

#include "he/error.h"
#include "he/nn/layer_factory.h"
#include "he/nn/layers.h"
#include "he/parallel.h"

namespace he::nn {

Network::Network(const io::ModelDescription& model)
    : input_shape_(model.input_shape), statistics_(model.statistics), encrypted_(!model.scheme.plain()) {
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    append_layer(model.layers[i], encrypted_, output_shape(), layers_);
    described_.resize(layers_.size(), i);
  }
}

std::size_t Network::widest() const {
  std::size_t features = element_count(input_shape_);
  for (const auto& layer : layers_) features = std::max(features, element_count(layer->output_shape()));
  return features;
}

std::vector<OperationUse> Network::operations() const {
  std::vector<OperationUse> uses;
  for (const auto& layer : layers_) {
    const auto operations = layer->operations();
    uses.insert(uses.end(), operations.begin(), operations.end());
  }
  return uses;
}

Network::Weights Network::prepare(const Evaluator& evaluator) const {
  Weights weights;
  for (const auto& layer : layers_) weights.push_back(layer->prepare(evaluator));
  return weights;
}

LastFunction Network::last_function() const {
  if (layers_.empty()) return LastFunction::none;
  if (dynamic_cast<const SoftmaxLayer*>(layers_.back().get())) return LastFunction::softmax;
  const auto* function = dynamic_cast<const FunctionLayer*>(layers_.back().get());
  return function && function->function().kind == FunctionKind::sigmoid ? LastFunction::sigmoid
                                                                        : LastFunction::none;
}

Tensor Network::forward(const Evaluator& evaluator, const Weights& weights, Tensor x,
                        const Entering& entering, Extent extent) const {
  const bool all = extent == Extent::all || last_function() == LastFunction::none;
  for (std::size_t i = 0; i + (all ? 0 : 1) < layers_.size(); ++i) {
    if (entering) entering(layers_[i]->label());
    x = layers_[i]->forward(evaluator, weights[i].get(), std::move(x));
  }
  return x;
}

Inference::Inference(const Network& network, const Evaluator& evaluator)
    : network_(network), evaluator_(evaluator), plan_(evaluator.plan(network)) {}

void Inference::run_block(std::span<const double> x, std::size_t first, std::size_t count,
                          std::span<double> y, bool public_input) const {
  const Shape &in = network_.input_shape(), &out = network_.output_shape();
  const PayloadLayout &taken = evaluator_.layout(), &given = plan_->output_layout();
  const std::span results = y.subspan(given.numbers(first, out), given.numbers(count, out));
  if (!public_input)
    return plan_->evaluate(x.subspan(taken.numbers(first, in), taken.numbers(count, in)), count, results);
  const std::size_t features = element_count(in);
  Tensor input = evaluator_.training()->encode(x.subspan(first * features, count * features), count, in);
  evaluator_.store(dynamic_cast<const TensorPlan&>(*plan_).run(std::move(input)), results);
}

void Inference::run(std::span<const double> x, std::size_t records, std::span<double> y,
                    bool public_input) const {
  if (public_input && !evaluator_.training())
    throw UnsupportedError("this representation takes no public records beside encrypted weights");
  const std::size_t block = plan_->block_records();
  const std::size_t blocks = (records + block - 1) / block;
  const auto run_numbered = [&](std::size_t b) {
    run_block(x, b * block, std::min(block, records - b * block), y, public_input);
  };
  if (plan_->parallel_blocks()) return parallel_for(blocks, 1, run_numbered);
  for (std::size_t b = 0; b < blocks; ++b) run_numbered(b);
}

}  // namespace he::nn
