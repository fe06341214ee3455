#pragma once

#include <cstddef>
#include <vector>

namespace he::schemes {

/// Most coefficients of a polynomial that is mapped to its values.
inline constexpr std::size_t kMaxCoefficients = 8;

/// Polynomials of degree below d by their values at d points, and back:
///     values = V·coefficients,   coefficients = V⁻¹·values,   V_ik = (point i)^k.
/// The map is a ring homomorphism from the polynomials modulo Π (x − point i) to d independent numbers
/// (interpolation; the Chinese remainder theorem). With one point it is the identity. All members work on
/// `count` polynomials side by side: row k holds coefficient k, or value k, of each.
class EvaluationMap {
 public:
  /// At most kMaxCoefficients points, all different.
  explicit EvaluationMap(std::vector<double> points);

  /// The map of one point: a number is its own polynomial.
  static EvaluationMap identity() { return EvaluationMap({0.0}); }

  std::size_t degree() const { return points_.size(); }
  const std::vector<double>& points() const { return points_; }

  /// By how much a rounding error of the coefficients, relative to the largest value, may grow in the values:
  /// the largest sum over a row of |V|·|V⁻¹|.
  double amplification() const;

  void evaluate(const double* const* coefficients, std::size_t count, double* const* values) const;
  void interpolate(const double* const* values, std::size_t count, double* const* coefficients) const;

 private:
  std::vector<double> points_;
  std::vector<double> powers_, inverse_;  ///< V and V⁻¹ by rows
};

}  // namespace he::schemes
