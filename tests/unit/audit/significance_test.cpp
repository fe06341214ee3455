#include "he/audit/significance.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace he::audit;

namespace {

constexpr int kDraws = 1000;

/// The share of samples that a test calls implausible at 5 %.
template <class Distribution, class Test>
double rejected(std::size_t n, Distribution distribution, Test test) {
  std::mt19937_64 engine(7);
  int count = 0;
  for (int k = 0; k < kDraws; ++k) {
    std::vector<double> values(n);
    for (double& v : values) v = distribution(engine);
    std::sort(values.begin(), values.end());
    count += test(values) < std::log(0.05) ? 1 : 0;
  }
  return static_cast<double>(count) / kDraws;
}

}  // namespace

TEST_CASE("masks of the kind that is tested for are rejected one time in twenty") {
  // Three deviations of 1,000 draws are 2 %.
  const double uniform = rejected(200, std::uniform_real_distribution<double>(-3, 8), ln_p_uniform);
  CHECK(uniform > 0.025);
  CHECK(uniform < 0.07);
  const double normal = rejected(200, std::normal_distribution<double>(50, 12), ln_p_normal);
  CHECK(normal > 0.025);
  CHECK(normal < 0.07);
}

TEST_CASE("other distributions are rejected nearly always") {
  CHECK(rejected(200, std::normal_distribution<double>(), ln_p_uniform) > 0.95);
  CHECK(rejected(200, std::exponential_distribution<double>(), ln_p_normal) > 0.95);
}

TEST_CASE("a normal mask stays one where a few of its values were drawn anew from a wide interval") {
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  std::vector<double> values(10000);
  for (double& v : values) v = normal(engine);
  values[0] = 60, values[1] = 95, values[2] = -8;
  std::sort(values.begin(), values.end());
  CHECK(ln_p_normal(values) > std::log(0.01));
}

TEST_CASE("tails, worked by hand") {
  // Eight uniform values within half of their interval: 8/2⁷ − 7/2⁸ = 9/256.
  CHECK(std::exp(ln_p_range(0.5, 8)) == doctest::Approx(9.0 / 256));
  CHECK(ln_p_range(1.01, 8) == 0);
  // Ten heads of ten: 2⁻¹⁰, which Chernoff's bound meets.
  CHECK(ln_p_binomial(10, 10, 0.5) == doctest::Approx(-10 * std::log(2)));
  CHECK(ln_p_binomial(5, 10, 0.5) == 0);
  // Bounds lie above the exact tails: P(X ≥ 10) = 1.114e-7 for mean 1; P(X ≥ 10) = e⁻¹⁰ for shape 1.
  CHECK(std::exp(ln_p_poisson(10, 1)) == doctest::Approx(std::exp(9) / 1e10));
  CHECK(ln_p_poisson(10, 1) > std::log(1.114e-7));
  CHECK(ln_p_gamma(10, 1) == doctest::Approx(1 - 10 + std::log(10)));
  CHECK(ln_p_gamma(0.5, 1) == 0);
}

TEST_CASE("a p-value of 5 % lends at most the weight 2.46, one of 40 % none") {
  CHECK(std::exp(ln_weight(std::log(0.05))) ==
        doctest::Approx(2.456).epsilon(1e-3));  // Sellke et al., table 1: 0.289
  CHECK(ln_weight(std::log(0.4)) == 0);
}
