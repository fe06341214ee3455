#include "he/ring/division.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "ring/big_integers.h"
#include "ring/samples.h"

namespace he::ring {
using test::cpp_int;

namespace {

/// The integer next to x/divisor, which is odd.
cpp_int nearest_quotient(const cpp_int& x, const cpp_int& divisor) {
  const cpp_int magnitude = (abs(x) + (divisor - 1) / 2) / divisor;
  return x < 0 ? cpp_int(-magnitude) : magnitude;
}

/// Random integers, and such as leave the largest remainders.
std::vector<cpp_int> sample_integers(const cpp_int& product, const cpp_int& divisor, std::size_t count) {
  std::mt19937_64 generator(count);
  std::vector<cpp_int> all{(product - 1) / 2,
                           -(product - 1) / 2,
                           (divisor - 1) / 2,
                           (divisor + 1) / 2,
                           -(divisor - 1) / 2,
                           0,
                           5 * divisor + (divisor - 1) / 2,
                           divisor};
  while (all.size() < count) {
    cpp_int x = 0;
    for (std::size_t i = 0; i <= msb(product) / 64; ++i) x = (x << 64) + generator();
    all.push_back(x % product - product / 2);
  }
  return all;
}

Doubles quotients_of(const std::vector<cpp_int>& integers, const cpp_int& divisor,
                     std::vector<std::uint64_t> primes, std::size_t kept) {
  std::vector<cpp_int> quotients;
  for (const cpp_int& x : integers) quotients.push_back(nearest_quotient(x, divisor));
  primes.resize(kept);
  return test::limbs_of(quotients, primes);
}

}  // namespace

TEST_CASE("division by the last primes rounds to the nearest integers") {
  const auto primes = test::mixed_primes(6);
  for (const std::size_t kept : {1, 3, 4, 5}) {
    const cpp_int divisor =
        test::product_of({primes.begin() + static_cast<std::ptrdiff_t>(kept), primes.end()});
    const auto integers = sample_integers(test::product_of(primes), divisor, 64);
    const Doubles expected = quotients_of(integers, divisor, primes, kept);
    test::with_all_kernels([&] {
      Doubles x = test::limbs_of(integers, primes);
      DivisionByLast(primes, kept).coefficients(x);
      CHECK(std::equal(expected.begin(), expected.end(), x.begin()));
    });
  }
}

TEST_CASE("division of transformed polynomials is that of their coefficients") {
  constexpr std::size_t kDegree = 1024, kKept = 2;
  const auto primes = test::mixed_primes(4);
  std::vector<Transform> transforms;
  for (const std::uint64_t prime : primes) transforms.emplace_back(prime, kDegree);
  const cpp_int divisor = test::product_of({primes[2], primes[3]});
  const auto integers = sample_integers(test::product_of(primes), divisor, kDegree);
  const Doubles expected = quotients_of(integers, divisor, primes, kKept);
  Doubles x = test::limbs_of(integers, primes);
  const auto limb = [&](std::size_t i) { return x.data() + i * kDegree; };
  for (std::size_t i = 0; i < primes.size(); ++i) transforms[i].forward(limb(i));
  const DivisionByLast division(primes, kKept);
  division.transformed(transforms, x);
  for (std::size_t i = 0; i < kKept; ++i) transforms[i].inverse(limb(i));
  CHECK(std::equal(expected.begin(), expected.end(), x.begin()));

  std::swap(transforms[0], transforms[3]);
  CHECK_THROWS_AS(division.transformed(transforms, x), UsageError);
  CHECK_THROWS_AS(division.transformed(std::span(transforms).first(3), x), UsageError);
}

TEST_CASE("wrong divisions are refused") {
  const auto primes = test::mixed_primes(3);
  CHECK_THROWS_AS(DivisionByLast(primes, 0), UsageError);
  CHECK_THROWS_AS(DivisionByLast(primes, 3), UsageError);
  const std::uint64_t twice[] = {97, 101, 97};
  CHECK_THROWS_AS(DivisionByLast(twice, 1), DataError);
  Doubles x(25);
  CHECK_THROWS_AS(DivisionByLast(primes, 1).coefficients(x), UsageError);
}

}  // namespace he::ring
