#include "he/audit/significance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace he::audit {
namespace {

constexpr double kMaxWeight = 600;

/// Largest distance of the empirical distribution of sorted values from `cdf`.
template <class Cdf>
double distance(std::span<const double> sorted, Cdf cdf) {
  const auto n = static_cast<double>(sorted.size());
  double largest = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double f = cdf(sorted[i]), rank = static_cast<double>(i);
    largest = std::max({largest, f - rank / n, (rank + 1) / n - f});
  }
  return largest;
}

/// Without what lies beyond six deviations, as the middle half of the values has them. No normal value does,
/// but masks that coincided with their message were drawn anew from a wider interval, and a few of them spoil
/// mean and deviation.
std::span<const double> without_outliers(std::span<const double> sorted) {
  if (sorted.size() < 8) return sorted;
  const double low = sorted[sorted.size() / 4], high = sorted[3 * sorted.size() / 4];
  const double reach = 6 * (high - low) / 1.349, middle = (low + high) / 2;
  if (!(reach > 0)) return sorted;
  const auto begin = std::lower_bound(sorted.begin(), sorted.end(), middle - reach);
  return {begin, std::upper_bound(begin, sorted.end(), middle + reach)};
}

}  // namespace

double ln_p_uniform(std::span<const double> sorted) {
  if (sorted.size() < 8 || !(sorted.back() > sorted.front())) return 0;
  const double low = sorted.front(), width = sorted.back() - low;
  const double d =
      distance(sorted.subspan(1, sorted.size() - 2), [&](double x) { return (x - low) / width; });
  const double root = std::sqrt(static_cast<double>(sorted.size() - 2));
  const double lambda = (root + 0.12 + 0.11 / root) * d;
  return std::min(0.0, std::numbers::ln2 - 2 * lambda * lambda);
}

double ln_p_normal(std::span<const double> sorted) {
  sorted = without_outliers(sorted);
  if (sorted.size() < 8 || !(sorted.back() > sorted.front())) return 0;
  double n = static_cast<double>(sorted.size()), mean = 0, squares = 0;
  for (double x : sorted) mean += x / n;
  for (double x : sorted) squares += (x - mean) * (x - mean);
  const double deviation = std::sqrt(squares / (n - 1));
  double d =
      distance(sorted, [&](double x) { return std::erfc((mean - x) / deviation / std::numbers::sqrt2) / 2; });
  if (n > 100) {
    d *= std::pow(n / 100, 0.49);
    n = 100;
  }
  const double ln_p = -7.01256 * d * d * (n + 2.78019) + 2.99587 * d * std::sqrt(n + 2.78019) - 0.122119 +
                      0.974598 / std::sqrt(n) + 1.67997 / n;
  return ln_p < std::log(0.1) ? ln_p : 0;
}

double ln_p_range(double share, std::size_t n) {
  const auto count = static_cast<double>(n);
  if (n < 8 || !(share > 0) || share >= 1) return 0;
  return std::min(0.0, (count - 1) * std::log(share) + std::log(count - (count - 1) * share));
}

double ln_p_poisson(double count, double mean) {
  if (count <= mean) return 0;
  return mean > 0 ? count - mean - count * std::log(count / mean) : -kMaxWeight;
}

double ln_p_binomial(double count, double n, double p) {
  const double share = n > 0 ? count / n : 0;
  if (share <= p) return 0;
  const double rest = share < 1 ? (1 - share) * std::log((1 - share) / (1 - p)) : 0;
  return -n * (share * std::log(share / p) + rest);
}

double ln_p_gamma(double x, double shape) {
  return x > shape && shape > 0 ? shape - x + shape * std::log(x / shape) : 0;
}

double ln_p_chi_squared(double x, double degrees) {
  const double half = x / 2, shape = degrees / 2;
  if (!(half > 0)) return -kMaxWeight;
  return std::clamp(std::numbers::ln2 + shape - half + shape * std::log(half / shape), -kMaxWeight, 0.0);
}

double ln_p_correlation(double correlation, double n) {
  const double rest = std::max(1 - correlation * correlation, 1e-300);
  return n > 3 ? std::clamp(std::numbers::ln2 + (n - 3) / 2 * std::log(rest), -kMaxWeight, 0.0) : 0;
}

double ln_p_fisher(double sum_of_ln_p, std::size_t count) {
  return ln_p_gamma(-sum_of_ln_p, static_cast<double>(count));
}

double ln_weight(double ln_p) {
  return ln_p < -1 ? std::clamp(-1 - ln_p - std::log(-ln_p), 0.0, kMaxWeight) : 0;
}

}  // namespace he::audit
