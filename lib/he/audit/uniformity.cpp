#include "he/audit/uniformity.h"

#include <cmath>
#include <numbers>

#include "he/audit/significance.h"
#include "he/error.h"

namespace he::audit {
namespace {

constexpr std::uint64_t kLeast = std::uint64_t(1) << 16, kEnd = std::uint64_t(1) << 32;

UniformityTest chi_squared(const char* name, std::span<const std::uint64_t> counts,
                           std::span<const double> shares, double total) {
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = total * shares[i], off = static_cast<double>(counts[i]) - expected;
    sum += off * off / expected;
  }
  const double degrees = static_cast<double>(counts.size()) - 1;
  return {name, sum, degrees, ln_p_chi_squared(sum, degrees)};
}

}  // namespace

UniformityCounts::UniformityCounts(std::uint64_t q) : q_(q) {
  if (q <= kLeast || q >= kEnd) throw UsageError("uniformity is tested modulo numbers from 2^16 to 2^32");
}

void UniformityCounts::add(std::span<const double> residues) {
  if (residues.size() % 2 != 0) throw UsageError("neighbours take an even number of residues");
  const double modulus = static_cast<double>(q_), to_position = 0x1p16 / modulus;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < residues.size(); ++i) {
    const double least = residues[i] + (residues[i] < 0 ? modulus : 0.0);
    // Never an integer but for 0, since q is prime, and at least 2^-32 from one: rounding cannot matter.
    const auto position = static_cast<std::uint32_t>(least * to_position);
    ++intervals_[position >> 10];
    ++low_[static_cast<std::uint32_t>(least) % kLow];
    if (i % 2 == 1) ++pairs_[(before >> 13) * kCoarse + (position >> 13)];
    sum_ += position;
    before = position;
  }
  count_ += residues.size();
}

void UniformityCounts::add(const UniformityCounts& other) {
  const auto sum = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  sum(intervals_, other.intervals_);
  sum(low_, other.low_);
  sum(pairs_, other.pairs_);
  count_ += other.count_;
  sum_ += other.sum_;
}

std::vector<UniformityTest> UniformityCounts::tests() const {
  if (count_ == 0) return {};
  return {intervals(), low_bits(), neighbours(), mean()};
}

std::vector<double> UniformityCounts::shares(std::uint64_t intervals) const {
  const auto first = [&](std::uint64_t i) { return (i * q_ + intervals - 1) / intervals; };
  std::vector<double> shares;
  for (std::uint64_t i = 0; i < intervals; ++i)
    shares.push_back(static_cast<double>(first(i + 1) - first(i)) / static_cast<double>(q_));
  return shares;
}

UniformityTest UniformityCounts::intervals() const {
  return chi_squared("intervals", intervals_, shares(kIntervals), static_cast<double>(count_));
}

UniformityTest UniformityCounts::low_bits() const {
  std::vector<double> shares;
  for (std::uint64_t bits = 0; bits < kLow; ++bits)
    shares.push_back(static_cast<double>((q_ - 1 - bits) / kLow + 1) / static_cast<double>(q_));
  return chi_squared("lowest bits", low_, shares, static_cast<double>(count_));
}

UniformityTest UniformityCounts::neighbours() const {
  const std::vector<double> of_one = shares(kCoarse);
  std::vector<double> of_two;
  for (const double a : of_one)
    for (const double b : of_one) of_two.push_back(a * b);
  return chi_squared("neighbours", pairs_, of_two, static_cast<double>(count_ / 2));
}

/// A uniform number of an interval of length 1 is sub-Gaussian with its own variance, 1/12: sinh(t/2)/(t/2)
/// <= exp(t²/24). So Chernoff's bound holds with it.
UniformityTest UniformityCounts::mean() const {
  const double n = static_cast<double>(count_);
  const double off = (static_cast<double>(sum_) / n + 0.5) / 0x1p16 - 0.5,
               deviations = off * std::sqrt(12 * n);
  return {"mean", deviations, 0, std::min(0.0, std::numbers::ln2 - deviations * deviations / 2)};
}

}  // namespace he::audit
