#include "he/secret/model_encryption.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/io/models/fingerprint.h"

namespace he::secret {
namespace {

void require_encryptable(const io::ModelDescription& model, const std::string& file) {
  if (!model.scheme.plain())
    throw DataError(file + ": is encrypted already, under the key " + model.scheme.key_id);
  if (std::all_of(model.layers.begin(), model.layers.end(),
                  [](const io::LayerDescription& layer) { return layer.weights.empty(); }))
    throw DataError(file + ": the model has no weights; there is nothing to encrypt");
}

}  // namespace

EncryptedModel encrypt(const SecretKey& key, const io::ModelDescription& model, const SchemeOptions& options,
                       const RandomSource& random, const std::string& file) {
  require_encryptable(model, file);
  const auto arrays = key.array_encryptor(options, random);
  EncryptedModel result;
  result.model = model;
  const auto encrypt_array = [&](std::vector<double>& values, std::size_t columns, const std::string& name) {
    result.numbers += values.size();
    values = arrays->encrypt(values, columns, file + ": " + name);
  };
  for (io::LayerDescription& layer : result.model.layers)
    for (io::Weight& weight : layer.weights) {
      encrypt_array(weight.values, 1, fmt::format("layer '{}': {}", layer.name, weight.name));
      ++result.weights;
    }
  io::LearningCurve& curve = result.model.learning_curve;
  if (!curve.columns.empty()) encrypt_array(curve.values, curve.columns.size(), "the learning curve");
  result.model.scheme = key.scheme();
  result.model.scheme.seeded = key.scheme().seeded || random.seeded();
  result.model.layout = arrays->layout();
  result.model.fingerprint = io::model_fingerprint(result.model);
  result.options = arrays->options();
  result.redrawn = arrays->redrawn();
  return result;
}

io::ModelDescription decrypt(const SecretKey& key, const io::ModelDescription& model,
                             const std::string& file) {
  if (!key.decrypts(model.layout))
    throw DataError(file + ": its numbers are not laid out as the scheme '" + model.scheme.name +
                    "' writes them");
  const auto plain = [&](const std::vector<double>& payload, std::size_t count) {
    std::vector<double> values(count);
    key.decrypt({{}, model.layout}, count, payload, values);
    return values;
  };
  io::ModelDescription result = model;
  for (io::LayerDescription& layer : result.layers)
    for (io::Weight& weight : layer.weights)
      weight.values = plain(weight.values, element_count(weight.shape));
  io::LearningCurve& curve = result.learning_curve;
  curve.values = plain(curve.values, curve.epochs * curve.columns.size());
  result.scheme = SchemeInfo{};
  result.layout = PayloadLayout{};
  result.fingerprint = io::model_fingerprint(result);
  return result;
}

}  // namespace he::secret
