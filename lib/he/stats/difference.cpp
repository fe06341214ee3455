#include "he/stats/difference.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace he::stats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

void Difference::add(double a, double b) {
  ++count_;
  not_identical_ += std::bit_cast<std::uint64_t>(a) != std::bit_cast<std::uint64_t>(b);
  if (!std::isfinite(a) || !std::isfinite(b)) {
    ++not_finite_;
    return;
  }
  const long double d = static_cast<long double>(a) - static_cast<long double>(b);
  const auto size = static_cast<double>(std::fabs(d));
  max_abs_ = std::max(max_abs_, size);
  magnitude_ = std::max({magnitude_, std::fabs(a), std::fabs(b)});
  if (b != 0) max_relative_ = std::max(max_relative_, size / std::fabs(b));
  sum_abs_ += std::fabs(d);
  sum_squares_ += d * d;
  const long double off = b - mean_b_;
  mean_b_ += off / static_cast<long double>(++finite_);
  squares_b_ += off * (b - mean_b_);
}

void Difference::add_column(const Difference& other) {
  count_ += other.count_;
  finite_ += other.finite_;
  not_finite_ += other.not_finite_;
  not_identical_ += other.not_identical_;
  max_abs_ = std::max(max_abs_, other.max_abs_);
  max_relative_ = std::max(max_relative_, other.max_relative_);
  magnitude_ = std::max(magnitude_, other.magnitude_);
  sum_abs_ += other.sum_abs_;
  sum_squares_ += other.sum_squares_;
  squares_b_ += other.squares_b_;
}

double Difference::max_abs() const { return not_finite_ > 0 ? infinity : max_abs_; }

double Difference::max_relative() const { return not_finite_ > 0 ? infinity : max_relative_; }

double Difference::mae() const {
  if (not_finite_ > 0) return infinity;
  return count_ == 0 ? 0 : static_cast<double>(sum_abs_ / static_cast<long double>(count_));
}

double Difference::rmse() const {
  if (not_finite_ > 0) return infinity;
  return count_ == 0 ? 0 : static_cast<double>(std::sqrt(sum_squares_ / static_cast<long double>(count_)));
}

double Difference::r_squared() const {
  if (not_finite_ > 0 || squares_b_ == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(1 - sum_squares_ / squares_b_);
}

}  // namespace he::stats
