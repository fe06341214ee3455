#include "he/stats/classification.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace he::stats {

std::optional<std::size_t> class_label(double number) {
  constexpr double largest = 1 << 24, rounding = 1e-9;
  const double whole = std::round(number);
  if (!(whole >= 0 && whole < largest && std::fabs(number - whole) <= rounding)) return std::nullopt;
  return static_cast<std::size_t>(whole);
}

std::optional<std::size_t> class_of(std::span<const double> numbers) {
  if (numbers.empty()) return std::nullopt;
  for (double number : numbers)
    if (!std::isfinite(number)) return std::nullopt;
  if (numbers.size() > 1)
    return static_cast<std::size_t>(std::max_element(numbers.begin(), numbers.end()) - numbers.begin());
  const double number = numbers[0];
  if (const auto label = class_label(number)) return label;
  return number > 0.5 ? 1 : 0;
}

void ConfusionMatrix::add(Class truth, Class predicted) {
  ++records_;
  if (!truth || !predicted) {
    ++unclassified_;
    return;
  }
  ++counts_[{*truth, *predicted}];
  classes_ = std::max({classes_, *truth + 1, *predicted + 1});
}

std::size_t ConfusionMatrix::count(std::size_t truth, std::size_t predicted) const {
  const auto found = counts_.find({truth, predicted});
  return found == counts_.end() ? 0 : found->second;
}

double ConfusionMatrix::accuracy() const {
  std::size_t right = 0;
  for (const auto& [pair, count] : counts_)
    if (pair.first == pair.second) right += count;
  return records_ == 0 ? 0 : static_cast<double>(right) / static_cast<double>(records_);
}

double area_under_curve(std::span<const double> scores, const std::vector<bool>& positive) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  if (std::any_of(scores.begin(), scores.end(), [](double score) { return std::isnan(score); }))
    return undefined;
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return scores[i] < scores[j]; });

  double positives = 0, negatives = 0, wins = 0;  // wins: pairs in which the positive record scores higher
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    double tied_positives = 0, tied_negatives = 0;
    for (; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end)
      ++(positive[order[end]] ? tied_positives : tied_negatives);
    wins += tied_positives * (negatives + 0.5 * tied_negatives);
    positives += tied_positives;
    negatives += tied_negatives;
  }
  return positives > 0 && negatives > 0 ? wins / (positives * negatives) : undefined;
}

}  // namespace he::stats
