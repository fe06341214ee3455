#include "he/ring/transform.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "he/error.h"
#include "he/ring/pointwise.h"
#include "ring/samples.h"

namespace he::ring {
using test::integer, test::residue, test::Wide;

namespace {

/// a_0 + Σ a_k (ψ^(ke) + ψ^(−ke)), power by power.
double value_at(const Doubles& a, std::uint64_t exponent, const Modulus& q) {
  const std::uint64_t p = q.value(), root = power_modulo(primitive_root(p, a.size()), exponent, p),
                      back = inverse_modulo(root, p);
  std::uint64_t up = 1, down = 1, sum = q.least(a[0]);
  for (std::size_t k = 1; k < a.size(); ++k) {
    up = multiply_modulo(up, root, p);
    down = multiply_modulo(down, back, p);
    sum = (sum + multiply_modulo(q.least(a[k]), (up + down) % p, p)) % p;
  }
  return q.balanced(sum);
}

/// All values, by halving: `a` are coefficients modulo X^size − ψ^exponent.
void values_of(std::vector<std::uint64_t> a, std::uint64_t exponent, const std::vector<std::uint64_t>& powers,
               const Modulus& q, std::vector<double>& by_exponent) {
  const std::size_t half = a.size() / 2;
  if (half == 0) {
    by_exponent[exponent] = q.balanced(a[0]);
    return;
  }
  for (const std::uint64_t root : {exponent / 2, exponent / 2 + powers.size() / 2}) {
    std::vector<std::uint64_t> part(half);
    for (std::size_t i = 0; i < half; ++i)
      part[i] = (a[i] + multiply_modulo(powers[root], a[half + i], q.value())) % q.value();
    values_of(std::move(part), root, powers, q, by_exponent);
  }
}

Doubles values_of(const Doubles& a, const Modulus& q) {
  const std::size_t n = a.size();
  std::vector<std::uint64_t> powers(4 * n, 1), folded(n);
  const std::uint64_t p = q.value(), root = primitive_root(p, n);
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = multiply_modulo(powers[i - 1], root, p);
  for (std::size_t k = 0; k < n; ++k)  // X^-k = −X^(2N − k), and X^N = ψ^N: a_(N−k) goes to X^k with −ψ^N
    folded[k] = (q.least(a[k]) + (k == 0 ? 0 : multiply_modulo(powers[3 * n], q.least(a[n - k]), p))) % p;
  std::vector<double> by_exponent(4 * n);
  values_of(folded, n, powers, q, by_exponent);
  Doubles values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = by_exponent[exponent_at(n, i)];
  return values;
}

}  // namespace

TEST_CASE("entries belong to all exponents that are 1 modulo 4") {
  for (const std::size_t degree : test::kRingDegrees) {
    std::set<std::uint32_t> exponents;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < degree; ++i) {
      const std::uint32_t e = exponent_at(degree, i);
      exponents.insert(e);
      wrong += e % 4 != 1 || e >= 4 * degree || position_of(degree, e) != i ||
               position_of(degree, 4 * degree - e) != i;
    }
    CHECK(wrong == 0);
    CHECK(exponents.size() == degree);
  }
  CHECK(exponent_at(1024, 0) == 1);
  CHECK(exponent_at(1024, 8) ==
        2049);  // second of group 0: bits 0…2 and 3…5 are exchanged, so entry 1 in order: 1 + 4·512
  CHECK(exponent_at(1024, 512) == 5);
}

TEST_CASE("transformed entries are the values at roots of unity") {
  for (const std::size_t degree : {1024, 2048, 65536})
    for (const Modulus& q : {test::sample_moduli(degree)[1], test::sample_moduli(degree)[4]}) {
      const Doubles a = test::random_residues(q, degree, 1);
      Doubles values = a;
      Transform(q.value(), degree).forward(values.data());
      for (const std::size_t i :
           {std::size_t(0), std::size_t(1), std::size_t(77), degree / 2 + 9, degree - 1})
        CHECK(values[i] == value_at(a, exponent_at(degree, i), q));
    }
}

TEST_CASE("the transform of the largest residues is exact, forward and back") {
  for (const std::size_t degree : test::kRingDegrees)
    for (const Modulus& q : test::sample_moduli(degree)) {
      if (degree > 8192 && q.value() < kModulusLimit * 3 / 4) continue;  // bounds are nearest for the largest
      const Transform transform(q.value(), degree);
      for (const Doubles& a : test::worst_residues(q, degree)) {
        const Doubles expected = values_of(a, q);
        test::with_all_kernels([&] {
          Doubles x = a;
          transform.forward(x.data());
          CHECK(x == expected);
          transform.inverse(x.data());
          CHECK(x == a);
          x = a;  // as values
          transform.inverse(x.data());
          transform.forward(x.data());
          CHECK(x == a);
        });
      }
    }
}

TEST_CASE("integers up to the modulus are transformed as their residues are") {
  const std::size_t degree = 1024;
  const Modulus q = test::sample_moduli(degree)[4];
  const Transform transform(q.value(), degree);
  for (const double sign : {-1.0, 1.0})
    test::with_all_kernels([&] {
      Doubles x(degree, sign * (q.constants().q - 1)), expected(degree, -sign);
      transform.forward(x.data());
      transform.forward(expected.data());
      CHECK(x == expected);
    });
}

TEST_CASE("products entry by entry are products in the ring") {
  for (const std::size_t degree : {1024, 2048}) {
    const Modulus q = test::sample_moduli(degree)[4];
    const Transform transform(q.value(), degree);
    Doubles a = test::random_residues(q, degree, 1), b = test::random_residues(q, degree, 2);
    const Doubles expected = test::ring_product(a, b, q);
    transform.forward(a.data());
    transform.forward(b.data());
    multiply(q, a, b, a);
    transform.inverse(a.data());
    CHECK(a == expected);
  }
}

TEST_CASE("products with a few terms are products in the ring, of every degree") {
  for (const std::size_t degree : test::kRingDegrees)
    for (const Modulus& q : test::sample_moduli(degree)) {
      const Transform transform(q.value(), degree);
      Doubles a = test::random_residues(q, degree, 1), b(degree, 0);
      b[0] = 3;
      b[1] = -static_cast<double>(q.value() / 2);
      b[degree / 2] = static_cast<double>(q.value() / 2);
      b[degree - 1] = 7;
      const Doubles expected = test::ring_product(a, b, q);
      transform.forward(a.data());
      transform.forward(b.data());
      multiply(q, a, b, a);
      transform.inverse(a.data());
      CHECK(a == expected);
    }
}

TEST_CASE("the constant coefficient is the mean of the entries") {
  const std::size_t degree = 4096;
  const Modulus q = test::sample_moduli(degree)[1];
  Doubles a = test::random_residues(q, degree, 3);
  const double constant = a[0];
  Transform(q.value(), degree).forward(a.data());
  Wide sum = 0;
  for (const double value : a) sum += integer(value);
  CHECK(residue(integer(constant) * 4096, q) == residue(sum, q));
}

TEST_CASE("many polynomials are transformed as each alone") {
  const std::size_t degree = 1024;
  const Modulus q = test::sample_moduli(degree)[2];
  const Transform transform(q.value(), degree);
  Doubles all = test::random_residues(q, 3 * degree, 4), each = all;
  transform.forward(std::span<double>(all));
  for (std::size_t i = 0; i < 3; ++i) transform.forward(each.data() + i * degree);
  CHECK(all == each);
  transform.inverse(std::span<double>(all));
  CHECK(all == test::random_residues(q, 3 * degree, 4));
  CHECK_THROWS_AS(transform.forward(std::span<double>(all).first(1000)), UsageError);
}

TEST_CASE("arrays need not be aligned") {
  const std::size_t degree = 1024;
  const Modulus q = test::sample_moduli(degree)[4];
  const Transform transform(q.value(), degree);
  const Doubles a = test::random_residues(q, degree, 4);
  Doubles expected = a, shifted(degree + 1);
  std::ranges::copy(a, shifted.begin() + 1);
  transform.forward(expected.data());
  test::with_all_kernels([&] {
    std::ranges::copy(a, shifted.begin() + 1);
    transform.forward(shifted.data() + 1);
    CHECK(std::ranges::equal(std::span(shifted).subspan(1), expected));
  });
}

TEST_CASE("a transform of wrong moduli or degrees is refused") {
  CHECK_THROWS_AS(Transform(4294475777, 4097), UsageError);
  CHECK_THROWS_AS(Transform(4294967291, 4096), DataError);
  CHECK_THROWS_AS(Transform(1, 4096), DataError);
}

}  // namespace he::ring
