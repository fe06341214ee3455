#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace he::audit {

/// One test of the hypothesis that residues are uniform and independent.
struct UniformityTest {
  const char* name;
  double statistic;  ///< chi-square, or of the mean its distance from the middle in standard deviations
  double degrees;    ///< of freedom; 0 for the mean
  double ln_p;       ///< an upper bound of the p-value, from both sides
};

/// Residues modulo a prime, counted for tests of uniformity: by 64 intervals, by their lowest four bits,
/// pairs of neighbours by 8 × 8 intervals, and their mean. Counts are integers, so that order does not
/// matter.
class UniformityCounts {
 public:
  /// Throws UsageError unless 2^16 < q < 2^32.
  explicit UniformityCounts(std::uint64_t q);

  /// Canonical residues, an even number of them.
  void add(std::span<const double> residues);
  /// Those of the same modulus.
  void add(const UniformityCounts& other);

  std::uint64_t count() const { return count_; }
  /// Empty where nothing was counted. At least 1,024 residues make all expected counts 8 or more.
  std::vector<UniformityTest> tests() const;

 private:
  static constexpr std::size_t kIntervals = 64, kLow = 16, kCoarse = 8;

  UniformityTest intervals() const;
  UniformityTest low_bits() const;
  UniformityTest neighbours() const;
  UniformityTest mean() const;
  /// Of each of so many equal intervals from 0 to q, the share of all residues that lie in it.
  std::vector<double> shares(std::uint64_t intervals) const;

  std::uint64_t q_, count_ = 0, sum_ = 0;  // sum of floor(r·2^16/q)
  std::array<std::uint64_t, kIntervals> intervals_{};
  std::array<std::uint64_t, kLow> low_{};
  std::array<std::uint64_t, kCoarse * kCoarse> pairs_{};
};

}  // namespace he::audit
