#pragma once

#include <cstddef>

namespace he::stats {

/// How far numbers a lie from numbers b, of which b counts as the truth. Numbers are added pair by pair;
/// nothing is stored. Sums are held in long double, so that squares neither overflow nor lose digits over
/// many records. A pair with NaN or infinity counts as infinitely different.
class Difference {
 public:
  void add(double a, double b);
  /// Adds another column of the same table: sums and largest values are taken over both, and R² is pooled,
  /// 1 − ΣSS_res / ΣSS_tot, every column about its own mean.
  void add_column(const Difference& other);

  std::size_t count() const { return count_; }
  /// Pairs in which a or b is NaN or infinite.
  std::size_t not_finite() const { return not_finite_; }
  /// Pairs that differ in any bit, so +0 from −0, too.
  std::size_t not_identical() const { return not_identical_; }

  double max_abs() const;  ///< max |a − b|
  /// max |a|, |b| over the pairs that are finite.
  double magnitude() const { return magnitude_; }
  double mae() const;   ///< mean |a − b|
  double rmse() const;  ///< √ mean (a − b)²
  /// max |a − b| / |b| over the pairs with b ≠ 0; 0 where there are none.
  double max_relative() const;
  /// 1 − Σ(b − a)² / Σ(b − mean b)² (Kvålseth, The American Statistician 39, 1985, equation 1); NaN where b
  /// is constant or a number is not finite.
  double r_squared() const;

 private:
  std::size_t count_ = 0, not_finite_ = 0, not_identical_ = 0;
  double max_abs_ = 0, max_relative_ = 0, magnitude_ = 0;
  long double sum_abs_ = 0, sum_squares_ = 0;
  long double mean_b_ = 0, squares_b_ = 0;  ///< Welford, Technometrics 4, 1962
  std::size_t finite_ = 0;
};

}  // namespace he::stats
