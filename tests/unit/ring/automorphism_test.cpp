#include "he/ring/automorphism.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/ring/encoding.h"
#include "he/ring/rounding.h"
#include "he/ring/transform.h"
#include "ring/samples.h"

namespace he::ring {

namespace {

/// a_0 + Σ a_k (X^gk + X^-gk), from X^2N = −1 and X^N + X^-N = 0.
Doubles substituted(const Doubles& a, std::uint64_t exponent) {
  const std::size_t n = a.size();
  Doubles result(n);
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t power = k * exponent % (4 * n);
    if (power > 2 * n) power = 4 * n - power;
    result[power < n ? power : 2 * n - power] = power < n ? a[k] : -a[k];
  }
  return result;
}

}  // namespace

TEST_CASE("an automorphism of entries is the substitution in the coefficients") {
  for (const std::size_t degree : {1024, 2048})
    for (const std::uint64_t exponent : {std::uint64_t(1), std::uint64_t(3), std::uint64_t(5),
                                         std::uint64_t(777), 4 * degree - 1, 4 * degree + 25}) {
      const Modulus q = test::sample_moduli(degree)[4];
      const Transform transform(q.value(), degree);
      Doubles a = test::random_residues(q, degree, exponent), expected = substituted(a, exponent),
              moved(degree);
      transform.forward(a.data());
      transform.forward(expected.data());
      Automorphism(degree, exponent).apply(a, moved);
      CHECK(moved == expected);
    }
}

TEST_CASE("a rotation moves slots") {
  constexpr std::size_t kDegree = 1024;
  const Modulus q = test::sample_moduli(kDegree)[3];
  const Transform transform(q.value(), kDegree);
  const Encoder encoder(kDegree);
  std::vector<double> slots(kDegree);
  for (std::size_t j = 0; j < kDegree; ++j) slots[j] = std::sin(static_cast<double>(j * j));
  Doubles coefficients(kDegree), entries(kDegree);
  encoder.to_coefficients(slots, coefficients);
  ScaledNumbers(coefficients, 40).residues(q, entries);
  transform.forward(entries.data());
  for (const std::int64_t steps : {0, 1, 2, 100, 1023, -1, -1025}) {
    Doubles rotated(kDegree);
    Automorphism::rotation(kDegree, steps).apply(entries, rotated);
    transform.inverse(rotated.data());
    for (double& value : rotated) value *= 0x1p-40;
    std::vector<double> result(kDegree);
    encoder.to_slots(rotated, result);
    double largest = 0;
    for (std::size_t j = 0; j < kDegree; ++j) {
      const auto from = (static_cast<std::int64_t>(j) + steps + 4 * 1024) % 1024;
      largest = std::max(largest, std::fabs(result[j] - slots[static_cast<std::size_t>(from)]));
    }
    CHECK(largest < 0x1p-34);  // the rounding of N coefficients
  }
}

TEST_CASE("wrong automorphisms are refused") {
  CHECK_THROWS_WITH_AS(Automorphism(1024, 4), "X^4 is no automorphism: exponents are odd", UsageError);
  CHECK_THROWS_AS(Automorphism(1000, 5), UsageError);
  CHECK_THROWS_AS(Automorphism::rotation(0, 1), UsageError);
  const Automorphism automorphism(1024, 5);
  Doubles a(1032), b(1024);
  const std::span<double> all(a);
  CHECK_THROWS_AS(automorphism.apply(b, a), UsageError);
  CHECK_THROWS_AS(automorphism.apply(b, b), UsageError);
  CHECK_THROWS_AS(automorphism.apply(all.first(1024), all.last(1024)), UsageError);
}

}  // namespace he::ring
