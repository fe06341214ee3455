#include "he/nn/network.h"

#include <algorithm>

#include "he/error.h"
#include "he/nn/layer_factory.h"
#include "he/parallel.h"

namespace he::nn {

Network::Network(const io::ModelDescription& model)
    : input_shape_(model.input_shape), encrypted_(!model.scheme.plain()) {
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

Inference::Inference(const Network& network, const Evaluator& evaluator)
    : network_(network), evaluator_(evaluator) {
  std::vector<OperationUse> uses;
  for (const auto& layer : network.layers()) {
    const auto operations = layer->operations();
    uses.insert(uses.end(), operations.begin(), operations.end());
  }
  evaluator.check(uses);
  for (const auto& layer : network.layers()) weights_.push_back(layer->prepare(evaluator));
}

Tensor Inference::run(const Tensor& x) const {
  if (network_.encrypted() || evaluator_.parts() == 1) return run_layers(x);
  std::vector<Tensor> parts;
  for (std::size_t i = 0; i < evaluator_.parts(); ++i) parts.push_back(run_layers(evaluator_.part(x, i)));
  return evaluator_.join(parts);
}

Tensor Inference::run_layers(Tensor x) const {
  for (std::size_t i = 0; i < weights_.size(); ++i)
    x = network_.layers()[i]->forward(evaluator_, weights_[i].get(), std::move(x));
  return x;
}

void Inference::run_block(std::span<const double> x, std::size_t first, std::size_t count,
                          std::span<double> y, bool public_input) const {
  const Shape &in = network_.input_shape(), &out = network_.output_shape();
  const PayloadLayout& layout = evaluator_.layout();
  const std::size_t features = element_count(in);
  const Tensor input =
      public_input
          ? evaluator_.training()->encode(x.subspan(first * features, count * features), count, in)
          : evaluator_.load(x.subspan(layout.doubles(first, in), layout.doubles(count, in)), count, in);
  evaluator_.store(run(input), y.subspan(layout.doubles(first, out), layout.doubles(count, out)));
}

void Inference::run(std::span<const double> x, std::size_t records, std::span<double> y,
                    bool public_input) const {
  if (public_input && !evaluator_.training())
    throw UnsupportedError("this representation takes no public records beside encrypted weights");
  const std::size_t block = evaluator_.block_records(network_.widest());
  const std::size_t blocks = (records + block - 1) / block;
  parallel_for(blocks, 1, [&](std::size_t b) {
    run_block(x, b * block, std::min(block, records - b * block), y, public_input);
  });
}

}  // namespace he::nn
