#include "he/schemes/more/polynomial.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "he/error.h"

namespace he::schemes::hybrid {
namespace {

// Bounds that every key keeps by far: its roots lie in [−1.03, 1.03] and are 0.13 apart or more.
constexpr double kLargestRoot = 2, kMinDistance = 0.01;
// No polynomial with such roots has a larger one: 8 over 4, times 2 to the power of 4, is 1120; 2 to the
// power of 8 is 256.
constexpr double kLargestCoefficient = 2000;

[[noreturn]] void refuse(const std::string& why) {
  throw DataError(fmt::format("the public '{}' of the scheme 'hybrid' {}", kPolynomialAttribute, why));
}

const std::vector<double>& coefficients_of(const SchemeInfo& scheme) {
  const auto found = scheme.public_values.find(kPolynomialAttribute);
  if (found == scheme.public_values.end()) refuse("is missing");
  const auto& [shape, values] = found->second;
  if (shape.size() != 1 || values.size() < kMinDegree + 1 || values.size() > kMaxDegree + 1)
    refuse(fmt::format("has the extents {}; a polynomial of degree {} to {} has one of {} to {}",
                       to_string(shape), kMinDegree, kMaxDegree, kMinDegree + 1, kMaxDegree + 1));
  for (const double c : values)
    if (!(std::fabs(c) <= kLargestCoefficient)) refuse("has a coefficient that no key has");
  if (values.back() != 1) refuse("does not end with the coefficient 1");
  return values;
}

/// Newton's method in extended precision, so that the root does not depend on how it was found.
double polished(const std::vector<double>& coefficients, double root) {
  long double x = root;
  for (int step = 0; step < 4; ++step) {
    long double value = 0, slope = 0;
    for (std::size_t k = coefficients.size(); k-- > 0;) {
      slope = slope * x + value;
      value = value * x + coefficients[k];
    }
    x -= value / slope;
  }
  return static_cast<double>(x);
}

/// The eigenvalues of the companion matrix, in ascending order.
std::vector<double> real_roots(const std::vector<double>& coefficients) {
  const auto d = static_cast<Eigen::Index>(coefficients.size() - 1);
  Eigen::MatrixXd companion = Eigen::MatrixXd::Zero(d, d);
  companion.diagonal(-1).setOnes();
  for (Eigen::Index k = 0; k < d; ++k) companion(k, d - 1) = -coefficients[static_cast<std::size_t>(k)];
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(companion, false);
  if (solver.info() != Eigen::Success) refuse("has roots that cannot be found");
  std::vector<double> roots;
  for (const auto& root : solver.eigenvalues()) {
    if (std::fabs(root.imag()) > 1e-6) refuse("has complex roots");
    roots.push_back(root.real());
  }
  std::sort(roots.begin(), roots.end());
  return roots;
}

}  // namespace

Array polynomial_of(const std::vector<double>& roots) {
  std::vector<long double> c = {1};
  for (const double root : roots) {
    c.insert(c.begin(), 0);  // times x, minus root times what it was
    for (std::size_t k = 0; k + 1 < c.size(); ++k) c[k] -= root * c[k + 1];
  }
  return {{c.size()}, std::vector<double>(c.begin(), c.end())};
}

EvaluationMap evaluation_map_of(const SchemeInfo& scheme) {
  const std::vector<double>& coefficients = coefficients_of(scheme);
  std::vector<double> roots = real_roots(coefficients);
  const auto require_apart = [&] {
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (!(std::fabs(roots[i]) <= kLargestRoot)) refuse("has roots as no key has them");
      if (i > 0 && !(roots[i] - roots[i - 1] >= kMinDistance)) refuse("has roots that are (nearly) repeated");
    }
  };
  require_apart();
  for (double& root : roots) root = polished(coefficients, root);
  require_apart();
  return EvaluationMap(std::move(roots));
}

PayloadLayout layout(std::size_t degree) { return {1, {degree, 2, 2}, fmt::format("hybrid-{}x2x2", degree)}; }

}  // namespace he::schemes::hybrid
