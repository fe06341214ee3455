#include "he/schemes/planar/evaluation_map.h"

#include <algorithm>
#include <cmath>

namespace he::schemes {
namespace {

/// V⁻¹: column i holds the coefficients of Lagrange's polynomial Π_{j≠i} (x − xⱼ)/(xᵢ − xⱼ), which is 1 at
/// point i and 0 at the others.
std::vector<double> inverse_of(const std::vector<double>& points) {
  const std::size_t d = points.size();
  std::vector<double> inverse(d * d);
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<long double> basis(d, 0);
    basis[0] = 1;
    for (std::size_t j = 0; j < d; ++j) {
      if (j == i) continue;
      const long double root = points[j], distance = static_cast<long double>(points[i]) - root;
      for (std::size_t k = d; k-- > 0;) basis[k] = ((k > 0 ? basis[k - 1] : 0) - root * basis[k]) / distance;
    }
    for (std::size_t k = 0; k < d; ++k) inverse[k * d + i] = static_cast<double>(basis[k]);
  }
  return inverse;
}

/// to = matrix·from, both of d rows.
void multiply(const std::vector<double>& matrix, std::size_t d, const double* const* from, std::size_t count,
              double* const* to) {
  if (d == 1) {
    std::copy_n(from[0], count, to[0]);
    return;
  }
  for (std::size_t r = 0; r < d; ++r) {
    double* out = to[r];
    for (std::size_t k = 0; k < d; ++k) {
      const double factor = matrix[r * d + k];
      const double* in = from[k];
      if (k == 0) {
        for (std::size_t i = 0; i < count; ++i) out[i] = factor * in[i];
      } else {
        for (std::size_t i = 0; i < count; ++i) out[i] += factor * in[i];
      }
    }
  }
}

}  // namespace

EvaluationMap::EvaluationMap(std::vector<double> points)
    : points_(std::move(points)), powers_(points_.size() * points_.size()), inverse_(inverse_of(points_)) {
  const std::size_t d = degree();
  for (std::size_t i = 0; i < d; ++i) {
    powers_[i * d] = 1;
    for (std::size_t k = 1; k < d; ++k) powers_[i * d + k] = powers_[i * d + k - 1] * points_[i];
  }
}

double EvaluationMap::amplification() const {
  double largest = 0;
  for (std::size_t i = 0; i < degree(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < degree(); ++k)
      for (std::size_t j = 0; j < degree(); ++j)
        sum += std::fabs(powers_[i * degree() + k] * inverse_[k * degree() + j]);
    largest = std::max(largest, sum);
  }
  return largest;
}

void EvaluationMap::evaluate(const double* const* coefficients, std::size_t count,
                             double* const* values) const {
  multiply(powers_, degree(), coefficients, count, values);
}

void EvaluationMap::interpolate(const double* const* values, std::size_t count,
                                double* const* coefficients) const {
  multiply(inverse_, degree(), values, count, coefficients);
}

}  // namespace he::schemes
