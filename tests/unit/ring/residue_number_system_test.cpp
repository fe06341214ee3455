#include "he/ring/residue_number_system.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "ring/big_integers.h"
#include "ring/samples.h"

namespace he::ring {
using test::cpp_int;

namespace {

constexpr std::size_t kEntries = 16;

/// Integers of |x| < Q/2: the largest, small ones, and random ones of all sizes.
std::vector<cpp_int> sample_integers(const cpp_int& product, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::vector<cpp_int> all{0, 1, -1, 12345, (product - 1) / 2, -(product - 1) / 2, (product - 1) / 2 - 1};
  while (all.size() < kEntries) {
    cpp_int x = 0;
    const std::size_t words = 1 + generator() % (msb(product) / 64 + 1);
    for (std::size_t i = 0; i < words; ++i) x = (x << 64) + generator();
    x %= (product - 1) / 2 + 1;
    all.push_back(generator() % 2 == 0 ? x : cpp_int(-x));
  }
  return all;
}

}  // namespace

TEST_CASE("digits are those of the integers, for 1 to 40 limbs") {
  for (const std::size_t limbs : {1, 2, 3, 7, 40}) {
    const auto primes = test::mixed_primes(limbs);
    const cpp_int product = test::product_of(primes);
    const ResidueNumberSystem system(primes);
    CHECK(system.limbs() == limbs);
    CHECK(std::fabs(system.bits() - test::log2_of(product)) < 1e-9);
    const auto integers = sample_integers(product, limbs);
    test::with_all_kernels([&] {
      Doubles x = test::limbs_of(integers, primes);
      system.to_digits(x);
      for (std::size_t j = 0; j < kEntries; ++j) {
        cpp_int sum = 0, radix = 1;
        for (std::size_t i = 0; i < limbs; ++i) {
          const double digit = x[i * kEntries + j];
          CHECK(std::fabs(digit) <= static_cast<double>(primes[i] / 2));
          sum += radix * static_cast<std::int64_t>(digit);
          radix *= primes[i];
        }
        CHECK(sum == integers[j]);
      }
    });
  }
}

TEST_CASE("numbers are integers over their scale, and tell how near they come to Q") {
  for (const std::size_t limbs : {1, 3, 40}) {
    const auto primes = test::mixed_primes(limbs);
    const cpp_int product = test::product_of(primes);
    const ResidueNumberSystem system(primes);
    const auto integers = sample_integers(product, limbs);
    Doubles digits = test::limbs_of(integers, primes);
    system.to_digits(digits);
    const long double scale = std::ldexp(1.25L, static_cast<int>(msb(product)) - 30);
    test::with_all_kernels([&] {
      Doubles numbers(kEntries);
      const double share = system.to_numbers(digits, scale, numbers);
      CHECK(std::fabs(share - 0.5) < 1e-12);  // (Q − 1)/2 is among them
      for (std::size_t j = 0; j < kEntries; ++j) {
        const double expected = test::quotient(integers[j], scale);
        CHECK(std::fabs(numbers[j] - expected) <= 1e-15 * std::fabs(expected) + 1e-300);
      }
    });
  }
}

TEST_CASE("small integers keep all their digits at any Q, and integers too large for a double are large") {
  const auto primes = test::mixed_primes(40);
  const ResidueNumberSystem system(primes);
  Doubles digits = test::limbs_of(std::vector<cpp_int>(8, cpp_int(-3)), primes), numbers(8);
  system.to_digits(digits);
  CHECK(system.to_numbers(digits, 4, numbers) < 1e-300);
  CHECK(numbers == Doubles(8, -0.75));
  digits = test::limbs_of(std::vector<cpp_int>(8, cpp_int((test::product_of(primes) - 1) / 2)), primes);
  system.to_digits(digits);
  CHECK(std::fabs(system.to_numbers(digits, 1, numbers) - 0.5) < 1e-12);
  for (const double number : numbers) CHECK(number > 1e280);
}

TEST_CASE("residues modulo a prime of no limb are those of the integers") {
  const auto primes = test::mixed_primes(5);
  const ResidueNumberSystem system(primes);
  const auto integers = sample_integers(test::product_of(primes), 1);
  Doubles digits = test::limbs_of(integers, primes), out(kEntries);
  system.to_digits(digits);
  for (const std::uint64_t prime : {std::uint64_t(12289), largest_primes(kModulusLimit, 65536, 1)[0]})
    test::with_all_kernels([&] {
      const Modulus q(prime);
      system.residues(digits, q, out);
      for (std::size_t j = 0; j < kEntries; ++j)
        CHECK(out[j] == test::residue_of_integer(integers[j], prime));
    });
}

TEST_CASE("wrong systems and sizes are refused") {
  const std::uint64_t twice[] = {97, 97}, composite[] = {97, 91};
  CHECK_THROWS_AS(ResidueNumberSystem({}), DataError);
  CHECK_THROWS_AS(ResidueNumberSystem{twice}, DataError);
  CHECK_THROWS_AS(ResidueNumberSystem{composite}, DataError);
  const std::uint64_t primes[] = {97, 101};
  const ResidueNumberSystem system(primes);
  Doubles x(16), odd(17), out(8), wrong(16);
  CHECK_THROWS_AS(system.to_digits(odd), UsageError);
  CHECK_THROWS_AS(system.to_digits(std::span(x).first(8)), UsageError);
  CHECK_THROWS_AS(system.to_numbers(x, 1, wrong), UsageError);
  CHECK_THROWS_AS(system.to_numbers(x, 0, out), UsageError);
  CHECK_THROWS_AS(system.to_numbers(x, -2, out), UsageError);
  CHECK_THROWS_AS(system.residues(x, Modulus(7), wrong), UsageError);
}

}  // namespace he::ring
