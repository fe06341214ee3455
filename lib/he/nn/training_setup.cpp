#include "he/nn/training_setup.h"

#include <fmt/format.h>

#include "he/error.h"
#include "he/nn/initialise.h"
#include "he/nn/layers.h"
#include "he/nn/loss.h"
#include "he/nn/prediction.h"

namespace he::nn {
namespace {

std::string protection(const SchemeInfo& scheme) {
  return scheme.plain() ? "not encrypted" : "encrypted under the key " + scheme.key_id;
}

std::string count_of(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

/// Names of what `data` calls so, where they are as many as the model has.
void take_names(std::vector<std::string>& names, const std::vector<std::string>& from, std::size_t count) {
  if (names.empty() && from.size() == count) names = from;
}

void require_targets(const Network& network, const io::DatasetInfo& data, const std::string& data_name) {
  const std::size_t outputs = element_count(network.output_shape());
  const std::size_t targets = data.y ? element_count(data.y->shape) : 0;
  if (targets == outputs) return;
  const bool classes = targets == 1 && outputs > 1;
  const char* advice = !data.y && data.scheme.plain() ? "; name the targets with --target"
                       : !data.y                      ? "; name them with --target when it is encrypted"
                       : !classes                     ? ""
                       : data.scheme.plain()          ? "; for classes give --one-hot"
                                             : "; for classes encrypt them with he-encrypt --one-hot";
  throw DataError(fmt::format("{}: the network has {} and the data {}{}", data_name,
                              count_of(outputs, "output"), count_of(targets, "target"), advice));
}

/// The end of the network must be the activation of the loss or none, so that its inputs are logits.
void require_end(const Network& network, const std::string& name) {
  const std::unique_ptr<Loss> loss = make_loss(name, network.output_shape());
  if (name == "cce" && network.output_shape().back() == 1)
    throw UsageError("--loss cce is for several classes, and the network has one output; take --loss bce");
  if (name == "mse" || network.layers().empty()) return;
  const Layer& last = *network.layers().back();
  const bool other = dynamic_cast<const FunctionLayer*>(&last) || dynamic_cast<const SoftmaxLayer*>(&last);
  if (other && !loss->includes(last))
    throw UsageError(
        fmt::format("--loss {}: the network must end with {} or without an activation, not with {}", name,
                    name == "bce" ? "sigmoid" : "softmax", last.label()));
}

}  // namespace

io::ModelDescription starting_model(io::ModelDescription model, const std::string& model_name,
                                    const io::DatasetInfo& data, const std::string& data_name,
                                    std::uint64_t seed) {
  if (!model.scheme.plain() && model.scheme.key_id != data.scheme.key_id) {
    const std::string text = fmt::format("{} is {} and {} is {}; one key must hold both", model_name,
                                         protection(model.scheme), data_name, protection(data.scheme));
    throw KeyError(text);
  }
  if (model.input_shape.empty()) model.input_shape = data.x.shape;
  const Network network = with_context(model_name, [&] {
    initialise(model, seed);
    return Network(model);
  });
  take_names(model.feature_names, data.feature_names, element_count(network.input_shape()));
  take_names(model.target_names, data.target_names, element_count(network.output_shape()));
  if (model.class_names.empty()) model.class_names = data.class_names;
  return model;
}

void require_trainable(const Network& network, const io::ModelDescription& model, const std::string& loss,
                       const io::DatasetInfo& data, const std::string& data_name,
                       const PayloadLayout& layout) {
  if (data.x.layout != layout || (data.y && data.y->layout != layout))
    throw DataError(data_name + ": its numbers are not laid out as '" + layout.name + "'");
  require_fit(network, model, data, data_name, false);
  require_targets(network, data, data_name);
  require_end(network, loss);
}

void require_alike(const io::DatasetInfo& validation, const std::string& validation_name,
                   const io::DatasetInfo& data, const std::string& data_name) {
  if (validation.scheme.key_id != data.scheme.key_id)
    throw KeyError(fmt::format("{} is {} and {} is {}; validation data must be as the training data are",
                               validation_name, protection(validation.scheme), data_name,
                               protection(data.scheme)));
  if (validation.class_names != data.class_names)
    throw DataError(
        fmt::format("{}: its classes are not those of {}, or in another order", validation_name, data_name));
}

}  // namespace he::nn
