#include "he/ring/rounding.h"

#include <doctest/doctest.h>

#include <limits>

#include "he/error.h"
#include "ring/big_integers.h"
#include "ring/samples.h"

namespace he::ring {
using test::cpp_int;

namespace {

double residue(const cpp_int& x, const Modulus& q) { return test::residue_of_integer(x, q.value()); }

/// The integer next to value·2^exponent, from the value's own bits.
cpp_int rounded(double value, int exponent) {
  const double scaled = std::ldexp(value, exponent);
  if (std::fabs(scaled) < 0x1p53) return cpp_int(static_cast<std::int64_t>(std::nearbyint(scaled)));
  int bits = 0;
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(scaled, &bits), 53));
  return cpp_int(mantissa) << (bits - 53);
}

}  // namespace

TEST_CASE("numbers are rounded at their scale, to residues of several primes") {
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> distribution(-1, 1);
  for (const int exponent : {0, 1, 21, 40, 48, 49, 53, 60, 96, 97, 130, 170, 499}) {
    Doubles numbers(1024);
    for (double& number : numbers)
      number = distribution(generator) * std::exp2(-static_cast<double>(generator() % 30));
    numbers[0] = 0.99999999;
    numbers[1] = -0.99999999;
    numbers[2] = 0;
    const ScaledNumbers scaled(numbers, exponent);
    for (const Modulus& q : test::sample_moduli(1024))
      test::with_all_kernels([&] {
        Doubles out(numbers.size());
        scaled.residues(q, out);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < numbers.size(); ++i)
          wrong += out[i] != residue(rounded(numbers[i], exponent), q);
        CHECK(wrong == 0);
      });
  }
}

TEST_CASE("halves are rounded to even integers") {
  const Doubles numbers{0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.25, -0.75};
  const Doubles doubled{1, 3, 5, -1, -3, -5, 0, -2};
  const Modulus q(97);
  test::with_all_kernels([&] {
    Doubles out(8);
    ScaledNumbers(numbers, 0).residues(q, out);
    CHECK(out == Doubles{0, 2, 2, 0, -2, -2, 0, -1});
    ScaledNumbers(numbers, 1).residues(q, out);
    CHECK(out == doubled);  // ±0.5 and ±1.5 of the last two
  });
}

TEST_CASE("numbers that no residue stands for are refused") {
  Doubles numbers(8, 1.0);
  CHECK_THROWS_AS(ScaledNumbers(numbers, -1), UsageError);
  CHECK_THROWS_AS(ScaledNumbers(numbers, kMaxScaleExponent + 1), UsageError);
  CHECK_THROWS_AS(ScaledNumbers(numbers, kMaxScaleExponent), DataError);  // 1·2^500
  CHECK_THROWS_AS(ScaledNumbers(std::span(numbers).first(7), 10), UsageError);
  for (const double wrong :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity()})
    for (const std::size_t place : {0, 3, 7}) {
      numbers.assign(8, 1.0);
      numbers[place] = wrong;
      test::with_all_kernels([&] { CHECK_THROWS_AS(ScaledNumbers(numbers, 10), DataError); });
    }
  numbers.assign(8, 1.0);
  Doubles out(16);
  CHECK_THROWS_AS(ScaledNumbers(numbers, 10).residues(Modulus(97), out), UsageError);
}

TEST_CASE("constants larger than 64 bits have the residues of their integers") {
  const Modulus q = test::sample_moduli(1024)[4];
  CHECK(residue_of(q, 0) == 0);
  CHECK(residue_of(q, 2.5L) == 2);
  CHECK(residue_of(q, -3.5L) == -4);
  CHECK(residue_of(q, std::ldexp(-1.0L, 170)) == residue(-(cpp_int(1) << 170), q));
  const std::int64_t mantissa = 0x7123456789abcdef;
  for (const int exponent : {0, 1, 31, 33, 107, 900})
    for (const int sign : {-1, 1})
      CHECK(residue_of(q, std::ldexp(static_cast<long double>(sign * (mantissa >> 10)), exponent)) ==
            residue(cpp_int(sign * (mantissa >> 10)) << exponent, q));
  if (std::numeric_limits<long double>::digits >= 64)
    CHECK(residue_of(q, std::ldexp(static_cast<long double>(mantissa), 107)) ==
          residue(cpp_int(mantissa) << 107, q));
}

TEST_CASE("constants that are no numbers are refused") {
  const Modulus q(97);
  CHECK_THROWS_AS(residue_of(q, std::numeric_limits<long double>::quiet_NaN()), DataError);
  CHECK_THROWS_AS(residue_of(q, -std::numeric_limits<long double>::infinity()), DataError);
  CHECK_THROWS_AS(residue_of(q, std::ldexp(1.0L, kMaxConstantExponent)), DataError);
}

}  // namespace he::ring
