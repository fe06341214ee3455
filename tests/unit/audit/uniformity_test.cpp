#include "he/audit/uniformity.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "he/audit/significance.h"
#include "he/error.h"

using namespace he;
using namespace he::audit;

namespace {

constexpr std::uint64_t kPrime = 67108859;  // the largest below 2^26

std::vector<double> uniform_residues(std::size_t count, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_int_distribution<std::int64_t> residue(-(std::int64_t(kPrime) / 2), std::int64_t(kPrime) / 2);
  std::vector<double> residues(count);
  for (double& x : residues) x = static_cast<double>(residue(engine));
  return residues;
}

std::vector<UniformityTest> tests_of(const std::vector<double>& residues) {
  UniformityCounts counts(kPrime);
  counts.add(residues);
  return counts.tests();
}

/// The test of this name.
UniformityTest named(const std::vector<UniformityTest>& tests, const std::string& name) {
  for (const UniformityTest& test : tests)
    if (name == test.name) return test;
  FAIL("no test " << name);
  return {};
}

}  // namespace

TEST_CASE("uniform residues are not reported, and the bound of p is never below its share") {
  std::size_t below = 0, all = 0;
  for (unsigned seed = 0; seed < 200; ++seed)
    for (const UniformityTest& test : tests_of(uniform_residues(1024, seed))) {
      ++all;
      below += test.ln_p < std::log(0.05) ? 1 : 0;
      CHECK(test.ln_p > std::log(1e-7));
    }
  CHECK(all == 800);
  CHECK(below <= 50);  // 40 expected at most, of deviation 6
}

TEST_CASE("chi-square of one residue over and over is n(1/p - 1)") {
  const auto tests = tests_of(std::vector<double>(2048, 0.0));
  // The first of 64 intervals holds ceil(q/64) residues, the first of 8 ceil(q/8).
  const double q = static_cast<double>(kPrime), p = std::ceil(q / 64) / q, coarse = std::ceil(q / 8) / q;
  CHECK(named(tests, "intervals").statistic == doctest::Approx(2048 * (1 / p - 1)).epsilon(1e-12));
  CHECK(named(tests, "neighbours").statistic ==
        doctest::Approx(1024 * (1 / (coarse * coarse) - 1)).epsilon(1e-12));
  // u − 1/2 = −1/2 + 2^−17 of deviation 1/sqrt(12·2048)
  CHECK(named(tests, "mean").statistic == doctest::Approx((0x1p-17 - 0.5) * std::sqrt(12.0 * 2048)));
  for (const UniformityTest& test : tests) CHECK(test.ln_p < -500);
}

TEST_CASE("each test sees what it is for") {
  std::vector<double> even = uniform_residues(8192, 1), repeated = even, shifted = even;
  for (double& x : even) x = 2 * std::floor(std::fabs(x) / 2);
  CHECK(named(tests_of(even), "lowest bits").ln_p < std::log(1e-30));
  for (std::size_t i = 0; i < repeated.size(); i += 2) repeated[i + 1] = repeated[i];
  CHECK(named(tests_of(repeated), "neighbours").ln_p < std::log(1e-30));
  CHECK(named(tests_of(repeated), "mean").ln_p > std::log(1e-9));
  for (double& x : shifted) x = x < 0 ? std::fmod(x * 1.1, kPrime / 2.0) : x;
  for (double& x : shifted) x = std::round(x);
  CHECK(named(tests_of(shifted), "intervals").ln_p < std::log(1e-12));
}

TEST_CASE("residues that fit too well are reported") {
  std::vector<double> counted(65536);
  for (std::size_t i = 0; i < counted.size(); ++i)
    counted[i] = std::floor(static_cast<double>(i) * 1023.0) - static_cast<double>(kPrime / 2);
  CHECK(named(tests_of(counted), "intervals").ln_p < std::log(1e-12));
}

TEST_CASE("counts add up in any order") {
  const auto first = uniform_residues(1024, 1), second = uniform_residues(1024, 2);
  UniformityCounts a(kPrime), b(kPrime), both(kPrime);
  a.add(first);
  b.add(second);
  b.add(a);
  both.add(first);
  both.add(second);
  for (std::size_t i = 0; i < 4; ++i) CHECK(b.tests()[i].statistic == both.tests()[i].statistic);
  CHECK(b.count() == 2048);
  CHECK(UniformityCounts(kPrime).tests().empty());
  CHECK_THROWS_AS(UniformityCounts(257), UsageError);
  CHECK_THROWS_AS(a.add(std::vector<double>{1}), UsageError);
}

TEST_CASE("bounds of p-values: two degrees of freedom and the cap of a sphere") {
  // With two degrees P(chi squared > x) = e^(−x/2); Chernoff's bound of one side is e·(x/2) times as much.
  for (const double x : {10.0, 40.0, 100.0})
    CHECK(ln_p_chi_squared(x, 2) == doctest::Approx(std::log(2.0) + 1 + std::log(x / 2) - x / 2));
  CHECK(ln_p_chi_squared(63, 63) == 0);
  CHECK(ln_p_chi_squared(1, 63) < std::log(1e-30));
  CHECK(ln_p_chi_squared(0, 63) < -500);
  // Of n = 5 normal numbers P(|r| > c) = 1 − (2/pi)(asin c + c·sqrt(1 − c²)), Fisher 1915: c = 0.9 gives
  // 0.0374.
  CHECK(std::exp(ln_p_correlation(0.9, 5)) >= 0.0374);
  CHECK(ln_p_correlation(0, 100) == 0);
  CHECK(ln_p_correlation(1, 100) < -500);
}
