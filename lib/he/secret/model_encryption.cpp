#include "he/secret/model_encryption.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/io/models/fingerprint.h"

namespace he::secret {
namespace {

/// Encrypts arrays one after the other, each with a random stream of its own.
class ArrayEncryption {
 public:
  ArrayEncryption(const SecretKey& key, MaskKind mask, const RandomSource& random)
      : key_(key), mask_(mask), random_(random) {}

  /// `values`: [rows, columns], with the masks of each column after its own statistics. `name`: for messages.
  std::vector<double> encrypt(const std::vector<double>& values, std::size_t columns,
                              const std::string& name) {
    std::vector<stats::FeatureStatistics> statistics(columns);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i]))
        throw DataError(fmt::format("{}: number {} is not finite, and cannot be masked", name, i + 1));
      statistics[i % columns].add(values[i]);
    }
    const bool constant = std::all_of(statistics.begin(), statistics.end(),
                                      [](const auto& column) { return column.standard_deviation() == 0; });
    const MaskDistribution distribution(constant ? MaskKind::uniform : mask_, statistics);
    RandomStream stream(random_, next_stream_++);
    MaskBlock masks(distribution, stream, {});
    std::vector<double> payload(key_.layout().doubles(values.size() / columns, {columns}));
    key_.encrypt(values, masks, payload);
    numbers_ += values.size();
    redrawn_ += masks.redrawn();
    return payload;
  }

  std::size_t numbers() const { return numbers_; }
  std::size_t redrawn() const { return redrawn_; }

 private:
  const SecretKey& key_;
  MaskKind mask_;
  const RandomSource& random_;
  std::uint64_t next_stream_ = 0;
  std::size_t numbers_ = 0, redrawn_ = 0;
};

void require_encryptable(const io::ModelDescription& model, MaskKind mask, const std::string& file) {
  if (mask == MaskKind::decoy)
    throw UsageError(file +
                     ": is a model, which has no other records to be decoys; take normal or uniform masks");
  if (!model.scheme.plain())
    throw DataError(file + ": is encrypted already, under the key " + model.scheme.key_id);
  if (std::all_of(model.layers.begin(), model.layers.end(),
                  [](const io::LayerDescription& layer) { return layer.weights.empty(); }))
    throw DataError(file + ": the model has no weights; there is nothing to encrypt");
}

}  // namespace

EncryptedModel encrypt(const SecretKey& key, const io::ModelDescription& model, MaskKind mask,
                       const RandomSource& random, const std::string& file) {
  require_encryptable(model, mask, file);
  EncryptedModel result{model};
  ArrayEncryption arrays(key, mask, random);
  for (io::LayerDescription& layer : result.model.layers)
    for (io::Weight& weight : layer.weights) {
      weight.values =
          arrays.encrypt(weight.values, 1, fmt::format("{}: layer '{}': {}", file, layer.name, weight.name));
      ++result.weights;
    }
  io::LearningCurve& curve = result.model.learning_curve;
  if (!curve.columns.empty())
    curve.values = arrays.encrypt(curve.values, curve.columns.size(), file + ": the learning curve");
  result.model.scheme = key.scheme();
  result.model.scheme.seeded = key.scheme().seeded || random.seeded();
  result.model.layout = key.layout();
  result.model.fingerprint = io::model_fingerprint(result.model);
  result.numbers = arrays.numbers();
  result.redrawn = arrays.redrawn();
  return result;
}

io::ModelDescription decrypt(const SecretKey& key, const io::ModelDescription& model,
                             const std::string& file) {
  if (model.layout != key.layout())
    throw DataError(file + ": its numbers are not laid out as the scheme '" + model.scheme.name +
                    "' writes them");
  const auto plain = [&](const std::vector<double>& payload, std::size_t count) {
    std::vector<double> values(count);
    key.decrypt(payload, values);
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
