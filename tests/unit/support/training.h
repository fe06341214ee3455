#pragma once

#include "he/nn/trainer.h"
#include "support/encryption.h"

/// What tests of training share: batches, models with random weights.
namespace he::test {

inline io::Weight random_weight(const std::string& name, Shape shape, unsigned seed, double scale) {
  std::vector<double> values = normal_numbers(element_count(shape), seed);
  for (double& v : values) v *= scale;
  return {name, std::move(shape), std::move(values)};
}

inline io::LayerDescription dense(std::size_t inputs, std::size_t units, const std::string& activation,
                                  unsigned seed, bool biased = true) {
  io::LayerDescription layer{
      "Dense",
      "dense_" + std::to_string(seed),
      {{"units", units}, {"activation", activation}, {"use_bias", biased}},
      {random_weight("kernel", {inputs, units}, seed, 1 / std::sqrt(static_cast<double>(inputs)))}};
  if (biased) layer.weights.push_back(random_weight("bias", {units}, seed + 1000, 0.1));
  return layer;
}

inline io::ModelDescription model_of(Shape input, std::vector<io::LayerDescription> layers) {
  io::ModelDescription model;
  model.input_shape = std::move(input);
  model.layers = std::move(layers);
  return model;
}

/// Records [records, features] as a tensor of plain numbers or, through `encryption`, ciphertexts.
inline Tensor tensor(const Evaluator& evaluator, Encryption& encryption, const std::vector<double>& values,
                     std::size_t records, const Shape& shape) {
  if (evaluator.scheme().plain()) return evaluator.load(values, records, shape);
  return evaluator.load(encryption.encrypt(values, element_count(shape)), records, shape);
}

/// The numbers of a tensor [records, features], decrypted where they are ciphertexts.
inline std::vector<double> numbers(const Evaluator& evaluator, const Encryption& encryption,
                                   const Tensor& x) {
  const std::vector<double> payload = stored(evaluator, x);
  return evaluator.scheme().plain() ? payload : encryption.decrypt(payload);
}

/// All weights of a model, one after the other, decrypted where they are ciphertexts.
inline std::vector<double> weights(const io::ModelDescription& model, const Encryption& encryption) {
  std::vector<double> all;
  for (const auto& layer : model.layers)
    for (const auto& weight : layer.weights) {
      const auto values = model.scheme.plain() ? weight.values : encryption.decrypt(weight.values);
      all.insert(all.end(), values.begin(), values.end());
    }
  return all;
}

}  // namespace he::test
