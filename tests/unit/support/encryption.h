#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "he/schemes/registry.h"
#include "he/secret/more.h"

/// What tests of evaluators share: numbers, a key, and a way in and out of ciphertexts.
namespace he::test {

inline std::vector<double> normal_numbers(std::size_t count, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& v : values) v = normal(engine);
  return values;
}

inline std::vector<stats::FeatureStatistics> statistics(const std::vector<double>& values,
                                                        std::size_t features) {
  std::vector<stats::FeatureStatistics> result(features);
  for (std::size_t i = 0; i < values.size(); ++i) result[i % features].add(values[i]);
  return result;
}

/// Encrypts, with uniform masks unless it says otherwise, and decrypts under one key.
class Encryption {
 public:
  explicit Encryption(std::uint64_t seed = 1) : random_(seed), key_(secret::MoreKey::generate(random_)) {}

  const SchemeInfo& scheme() const { return key_->scheme(); }
  std::vector<double> encrypt(const std::vector<double>& values, std::size_t features) {
    return encrypt(values, features, secret::MaskKind::uniform, {});
  }
  /// With the next record as the mask of each; that of the last is the first.
  std::vector<double> encrypt_with_decoys(const std::vector<double>& values, std::size_t features) {
    std::vector<double> decoys = values;
    std::rotate(decoys.begin(), decoys.begin() + static_cast<std::ptrdiff_t>(features), decoys.end());
    return encrypt(values, features, secret::MaskKind::decoy, decoys);
  }
  /// With decoy masks: each record is masked by the one after it.
  std::vector<double> encrypt_decoy(const std::vector<double>& values, std::size_t features) {
    const secret::MaskDistribution masks(secret::MaskKind::decoy, statistics(values, features));
    secret::RandomStream stream(random_, next_stream_++);
    std::vector<double> decoys = values;
    std::rotate(decoys.begin(), decoys.begin() + static_cast<std::ptrdiff_t>(features), decoys.end());
    secret::MaskBlock block(masks, stream, decoys);
    std::vector<double> payload(4 * values.size());
    key_->encrypt(values, block, payload);
    return payload;
  }
  std::vector<double> decrypt(const std::vector<double>& payload) const {
    std::vector<double> values(payload.size() / 4);
    key_->decrypt(payload, values);
    return values;
  }

 private:
  std::vector<double> encrypt(const std::vector<double>& values, std::size_t features, secret::MaskKind kind,
                              const std::vector<double>& decoys) {
    const secret::MaskDistribution masks(kind, statistics(values, features));
    secret::RandomStream stream(random_, next_stream_++);
    secret::MaskBlock block(masks, stream, decoys);
    std::vector<double> payload(4 * values.size());
    key_->encrypt(values, block, payload);
    return payload;
  }

  secret::RandomSource random_;
  std::unique_ptr<secret::MoreKey> key_;
  std::uint64_t next_stream_ = 0;
};

/// Largest |a − b| relative to max(1, largest magnitude of a).
inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double difference = 0, magnitude = 1;
  for (double x : a) magnitude = std::max(magnitude, std::fabs(x));
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = std::fabs(a[i] - b[i]);
    if (!(d <= difference)) difference = d;  // NaN counts as a difference
  }
  return a.size() == b.size() ? difference / magnitude : std::numeric_limits<double>::infinity();
}

/// The three evaluators that must agree: plain, MORE in the plane, MORE on matrices.
struct Evaluators {
  explicit Evaluators(const SchemeInfo& scheme)
      : plain(schemes::make_evaluator({})),
        plane(schemes::make_evaluator(scheme)),
        matrix(schemes::make_evaluator(scheme, {schemes::Representation::matrix})) {}
  std::unique_ptr<Evaluator> plain, plane, matrix;
};

inline std::vector<double> stored(const Evaluator& evaluator, const Tensor& x) {
  std::vector<double> payload(evaluator.layout().doubles(x.records(), x.shape()));
  evaluator.store(x, payload);
  return payload;
}

}  // namespace he::test
