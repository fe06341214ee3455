#include "he/audit/equality.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "he/audit/value_evidence.h"

namespace he::audit {
namespace {

constexpr std::size_t kPairs = 512;  // of either sort, a column
constexpr std::size_t kColumns = 64;

double range_of(std::span<const double> values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low;
}

/// The verdict from the ciphertexts of two records.
bool looks_equal(const Sample& sample, std::size_t column, const std::vector<double>& tolerance,
                 std::size_t a, std::size_t b) {
  for (std::size_t i = 0; i < sample.channels; ++i) {
    const auto channel = sample.channel(column, i);
    if (std::fabs(channel[a] - channel[b]) <= tolerance[i]) return true;
  }
  return false;
}

/// Pairs of records: neighbours in size, many of them equal, and ones far apart.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const std::vector<double>& plain) {
  std::vector<std::size_t> order(plain.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return plain[a] < plain[b]; });
  const std::size_t n = plain.size(), count = std::min(kPairs, n / 2);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t at = k * (n - 1) / count;
    pairs.emplace_back(order[at], order[at + 1]);
    pairs.emplace_back(order[k * (n / 2) / count], order[n / 2 + k * (n / 2) / count]);
  }
  return pairs;
}

}  // namespace

EqualityTest test_equality(const Sample& sample, const std::vector<std::vector<double>>& plain) {
  EqualityTest test;
  for (std::size_t c = 0; c < std::min(kColumns, sample.columns.size()); ++c) {
    if (plain[c].size() != sample.records || plain[c].empty()) continue;
    std::vector<double> tolerance;
    for (std::size_t i = 0; i < sample.channels; ++i)
      tolerance.push_back(kEqual * std::max(range_of(sample.channel(c, i)), 1e-3));
    const double same = kEqual * std::max(range_of(plain[c]), 1e-3);
    for (const auto& [a, b] : pairs_of(plain[c])) {
      const bool equal = std::fabs(plain[c][a] - plain[c][b]) <= same;
      ++test.pairs;
      test.equal += equal ? 1 : 0;
      test.right += equal == looks_equal(sample, c, tolerance, a, b) ? 1 : 0;
    }
  }
  return test;
}

}  // namespace he::audit
