#include "he/nn/trainer.h"

#include "he/error.h"

namespace he::nn {

Trainer::Trainer(const io::ModelDescription& model, const Evaluator& evaluator, const TrainerOptions& options)
    : model_(model),
      network_(model_),
      context_(evaluator, options.seed),
      options_(options),
      loss_(make_loss(options.loss, network_.output_shape())) {
  const Layers& layers = network_.layers();
  std::size_t count = layers.size();
  if (count > 0 && loss_->includes(*layers.back())) --count;
  std::vector<OperationUse> uses;
  first_trained_ = count;
  for (std::size_t i = 0; i < count; ++i) {
    for (OperationUse& use : layers[i]->operations()) uses.push_back(std::move(use));
    layers_.push_back(layers[i]->training(context_, static_cast<std::uint32_t>(i)));
    for (Parameter* parameter : layers_.back()->parameters()) {
      trained_.push_back({i, parameter, make_optimizer(options.optimizer, context_, parameter->value)});
      first_trained_ = std::min(first_trained_, i);
    }
  }
  evaluator.check(uses);
  if (trained_.empty()) throw DataError("the network has no weights to train");
}

Tensor Trainer::step(Tensor x, const Tensor& target, double rate) {
  std::vector<Tensor> values;  // inputs of every layer, and the output
  values.push_back(std::move(x));
  for (const auto& layer : layers_) values.push_back(layer->forward(context_, values.back()));
  BatchLoss loss = loss_->evaluate(context_, values.back(), target);
  Tensor gradient = std::move(loss.gradient);
  for (std::size_t i = layers_.size(); i-- > first_trained_;) {
    gradient =
        layers_[i]->backward(context_, values[i], values[i + 1], std::move(gradient), i > first_trained_);
    values.pop_back();
  }
  ++context_.step;
  for (Trained& trained : trained_) update(trained, rate);
  return std::move(loss.value);
}

void Trainer::update(Trained& trained, double rate) {
  Parameter& parameter = *trained.parameter;
  if (!parameter.gradient) return;
  Tensor gradient = std::move(*parameter.gradient);
  parameter.gradient.reset();
  const double l2 = parameter.l2 + (parameter.name == "kernel" ? options_.l2 : 0);
  if (l2 > 0) gradient = context_.training.axpby(1, std::move(gradient), 2 * l2, parameter.value);
  if (options_.clip > 0)
    gradient =
        context_.evaluator.apply(std::move(gradient), {FunctionKind::clip, -options_.clip, options_.clip});
  trained.optimizer->update(context_, parameter.value, gradient, rate, context_.step);
}

Tensor Trainer::loss(Tensor x, const Tensor& target) const {
  for (const auto& layer : layers_) x = layer->infer(context_, x);
  return loss_->evaluate(context_, x, target).value;
}

bool Trainer::finite() const {
  for (const Trained& trained : trained_)
    if (!context_.training.finite(trained.parameter->value)) return false;
  for (const Trained& trained : trained_)
    for (const Tensor* moment : trained.optimizer->moments())
      if (!context_.training.finite(*moment)) return false;
  return true;
}

io::ModelDescription Trainer::model() const {
  io::ModelDescription model = model_;
  const Evaluator& evaluator = context_.evaluator;
  const auto payload = [&](const Tensor& x) {
    std::vector<double> numbers(evaluator.layout().numbers(x.records(), x.shape()));
    evaluator.store(x, numbers);
    return numbers;
  };
  for (const Trained& trained : trained_)
    for (io::Weight& weight : model.layers[network_.described(trained.layer)].weights)
      if (weight.name == trained.parameter->name) weight.values = payload(trained.parameter->value);
  if (model_.scheme.plain() && !evaluator.scheme().plain()) {
    // Weights that training leaves alone stay public, written as ciphertexts like the rest.
    for (io::LayerDescription& layer : model.layers)
      for (io::Weight& weight : layer.weights)
        if (weight.values.size() == element_count(weight.shape))
          weight.values = payload(context_.training.encode(weight.values, 1, {weight.values.size()}));
  }
  model.scheme = evaluator.scheme();
  model.scheme.seeded = model.scheme.seeded || model_.scheme.seeded;
  model.layout = evaluator.layout();
  return model;
}

std::vector<Tensor*> Trainer::state() {
  std::vector<Tensor*> tensors;
  for (Trained& trained : trained_) tensors.push_back(&trained.parameter->value);
  for (Trained& trained : trained_)
    for (Tensor* moment : trained.optimizer->moments()) tensors.push_back(moment);
  return tensors;
}

}  // namespace he::nn
