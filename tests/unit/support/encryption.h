#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "he/schemes/evaluator_factory.h"
#include "he/secret/more/key.h"

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
  /// `degree` 1: MORE; from 2 on: Hybrid MORE.
  explicit Encryption(std::uint64_t seed = 1, std::size_t degree = 1)
      : random_(seed), key_(secret::MoreKey::generate(random_, degree)) {}

  const SchemeInfo& scheme() const { return key_->scheme(); }
  const secret::MoreKey& key() const { return *key_; }
  std::vector<double> encrypt(const std::vector<double>& values, std::size_t features) {
    return encrypt(values, features, secret::MaskKind::uniform, {});
  }
  /// With the records after each as its masks, those of the last from the first on.
  std::vector<double> encrypt_with_decoys(const std::vector<double>& values, std::size_t features) {
    std::vector<std::vector<double>> decoys(key_->mask_channels(), values);
    for (std::size_t c = 0; c < decoys.size(); ++c)
      std::rotate(decoys[c].begin(), decoys[c].begin() + static_cast<std::ptrdiff_t>((c + 1) * features),
                  decoys[c].end());
    return encrypt(values, features, secret::MaskKind::decoy, {decoys.begin(), decoys.end()});
  }
  std::vector<double> decrypt(const std::vector<double>& payload) const {
    std::vector<double> values(payload.size() / element_count(key_->layout().element));
    key_->decrypt(payload, values);
    return values;
  }
  /// What rounding may amount to where it is `more` under MORE: the map between coefficients and values
  /// multiplies it by at most the condition number of the matrix of Chebyshev's nodes to their powers.
  double tolerance(double more) const {
    constexpr double condition[] = {1, 1.42, 3.62, 8.05, 19.7, 45.2, 111, 257};
    return more * condition[key_->layout().element.size() == 3 ? key_->layout().element[0] - 1 : 0];
  }

 private:
  std::vector<double> encrypt(const std::vector<double>& values, std::size_t features, secret::MaskKind kind,
                              const std::vector<std::span<const double>>& decoys) {
    const secret::MaskDistribution masks(kind, statistics(values, features));
    secret::RandomStream stream(random_, next_stream_++);
    secret::MaskBlock block(masks, stream, decoys);
    std::vector<double> payload(key_->layout().numbers(values.size(), {}));
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

/// The evaluators that must agree: plain, the one on coordinates, and of MORE the one on matrices.
struct Evaluators {
  explicit Evaluators(const SchemeInfo& scheme)
      : plain(schemes::make_evaluator({})), coordinates(schemes::make_evaluator(scheme)) {
    if (scheme.name == "more") matrix = schemes::make_evaluator(scheme, {{{"representation", "matrix"}}});
  }
  /// Those that compute on ciphertexts.
  std::vector<const Evaluator*> encrypted() const {
    std::vector<const Evaluator*> all = {coordinates.get()};
    if (matrix) all.push_back(matrix.get());
    return all;
  }
  std::unique_ptr<Evaluator> plain, coordinates, matrix;
};

/// Degrees of polynomials that properties are tested for: 1 is MORE, the others are Hybrid MORE.
inline constexpr std::size_t kDegrees[] = {1, 2, 3, 4, 5, 6, 7, 8};

inline std::vector<double> stored(const Evaluator& evaluator, const Tensor& x) {
  std::vector<double> payload(evaluator.layout().numbers(x.records(), x.shape()));
  evaluator.store(x, payload);
  return payload;
}

}  // namespace he::test
