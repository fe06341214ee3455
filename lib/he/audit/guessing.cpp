#include "he/audit/guessing.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

#include "he/audit/significance.h"
#include "he/stats/feature_statistics.h"

namespace he::audit {
namespace {

constexpr std::size_t kLeastPairs = 16;

/// Of each row of words, so that one of small numbers counts as much as another.
std::vector<double> deviations_of(const std::vector<std::vector<double>>& words) {
  std::vector<double> deviations;
  for (const auto& row : words) {
    stats::FeatureStatistics statistics;
    for (const double x : row) statistics.add(x);
    deviations.push_back(statistics.standard_deviation());
  }
  return deviations;
}

/// The smallest difference that any word has, in its deviations: whoever finds the one that follows the
/// number sees it vanish.
double distance_of_words(const std::vector<std::vector<double>>& words, const std::vector<double>& deviations,
                         std::size_t a, std::size_t b) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (deviations[i] > 0) least = std::min(least, std::fabs(words[i][a] - words[i][b]) / deviations[i]);
  return least;
}

}  // namespace

HeldOutRegression::HeldOutRegression(std::size_t words) : words_(words) {
  const auto size = static_cast<Eigen::Index>(words + 2);
  learning_ = testing_ = Eigen::MatrixXd::Zero(size, size);
}

void HeldOutRegression::add(const std::vector<std::vector<double>>& words, std::span<const KnownSlot> known) {
  Eigen::VectorXd sample(static_cast<Eigen::Index>(words_ + 2));
  for (const KnownSlot& slot : known) {
    for (std::size_t i = 0; i < words_; ++i) sample[static_cast<Eigen::Index>(i)] = words[i][slot.slot];
    sample.tail(2) << 1, slot.value;
    const bool held_out = slot.slot % 2 == 1;
    (held_out ? testing_ : learning_).selfadjointView<Eigen::Lower>().rankUpdate(sample);
    ++(held_out ? tested_ : learned_);
  }
}

void HeldOutRegression::add(const HeldOutRegression& other) {
  learning_ += other.learning_;
  testing_ += other.testing_;
  learned_ += other.learned_;
  tested_ += other.tested_;
}

GuessingScore HeldOutRegression::score() const {
  GuessingScore result{learned_, tested_};
  if (std::min(learned_, tested_) < least()) return result;
  const auto unknowns = static_cast<Eigen::Index>(words_ + 1);
  const Eigen::MatrixXd learned = learning_.selfadjointView<Eigen::Lower>(),
                        sums = testing_.selfadjointView<Eigen::Lower>();
  const Eigen::VectorXd weights = learned.topLeftCorner(unknowns, unknowns)
                                      .completeOrthogonalDecomposition()
                                      .solve(learned.col(unknowns).head(unknowns));
  const double n = static_cast<double>(tested_);
  const Eigen::VectorXd ones = sums.row(unknowns - 1).head(unknowns),
                        with_truth = sums.col(unknowns).head(unknowns);
  const double mean = weights.dot(ones) / n, truth = sums(unknowns - 1, unknowns) / n;
  const double variance = weights.dot(sums.topLeftCorner(unknowns, unknowns) * weights) / n - mean * mean,
               true_variance = sums(unknowns, unknowns) / n - truth * truth,
               covariance = weights.dot(with_truth) / n - mean * truth;
  result.run = variance > 0 && true_variance > 0;
  if (!result.run) return result;
  result.score = covariance / std::sqrt(variance * true_variance);
  result.spread = 1 / std::sqrt(n);
  result.ln_p = ln_p_correlation(result.score, n);
  return result;
}

void NearnessOfEquals::add(const std::vector<std::vector<double>>& words, std::vector<KnownSlot> known) {
  std::sort(known.begin(), known.end(), [](const KnownSlot& a, const KnownSlot& b) {
    return a.value != b.value ? a.value < b.value : a.slot < b.slot;
  });
  std::vector<std::pair<std::size_t, std::size_t>> near, far;
  std::vector<KnownSlot> rest;
  for (std::size_t i = 0; i + 3 < known.size(); i += 4) {
    near.emplace_back(known[i].slot, known[i + 1].slot);
    rest.push_back(known[i + 2]);
    rest.push_back(known[i + 3]);
  }
  for (std::size_t i = 0, half = rest.size() / 2; i < half; ++i)
    if (rest[i].value != rest[i + half].value) far.emplace_back(rest[i].slot, rest[i + half].slot);
  const std::size_t count = std::min(near.size(), far.size());
  const std::vector<double> deviations = deviations_of(words);
  for (std::size_t i = 0; i < count; ++i) {
    pairs_.emplace_back(distance_of_words(words, deviations, near[i].first, near[i].second), true);
    pairs_.emplace_back(distance_of_words(words, deviations, far[i].first, far[i].second), false);
  }
}

void NearnessOfEquals::add(const NearnessOfEquals& other) {
  pairs_.insert(pairs_.end(), other.pairs_.begin(), other.pairs_.end());
}

GuessingScore NearnessOfEquals::score() const {
  GuessingScore result{pairs_.size(), pairs_.size(), 0, 0.5};
  result.run = pairs_.size() >= 2 * kLeastPairs;
  if (!result.run) return result;
  auto sorted = pairs_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t right = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    right += sorted[i].second == (i < sorted.size() / 2) ? 1 : 0;
  const double n = static_cast<double>(sorted.size());
  result.score = static_cast<double>(right) / n;
  result.spread = 0.5 / std::sqrt(n);
  result.ln_p = ln_p_binomial(static_cast<double>(right), n, 0.5);
  return result;
}

}  // namespace he::audit
