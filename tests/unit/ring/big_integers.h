#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <vector>

#include "ring/samples.h"

// Integers of any size, as what residue number systems are compared with.
namespace he::test {

using boost::multiprecision::cpp_int;

/// Primes of all sizes, wide and narrow ones in turn.
inline std::vector<std::uint64_t> mixed_primes(std::size_t count) {
  const auto wide = ring::largest_primes(ring::kModulusLimit, 1024, count),
             narrow = ring::largest_primes(std::uint64_t(1) << 31, 1024, count);
  std::vector<std::uint64_t> primes;
  for (std::size_t i = 0; i < count; ++i) primes.push_back(i % 3 == 1 ? narrow[i] : wide[i]);
  return primes;
}

inline cpp_int product_of(const std::vector<std::uint64_t>& primes) {
  cpp_int product = 1;
  for (const std::uint64_t prime : primes) product *= prime;
  return product;
}

inline double residue_of_integer(const cpp_int& x, std::uint64_t prime) {
  const cpp_int modulus = prime, r = (x % modulus + modulus) % modulus;
  return static_cast<double>(static_cast<std::int64_t>(2 * r > modulus ? cpp_int(r - modulus) : r));
}

/// [limb][entry]
inline ring::Doubles limbs_of(const std::vector<cpp_int>& integers,
                              const std::vector<std::uint64_t>& primes) {
  ring::Doubles limbs;
  for (const std::uint64_t prime : primes)
    for (const cpp_int& x : integers) limbs.push_back(residue_of_integer(x, prime));
  return limbs;
}

/// x/scale, of the 64 highest bits of x.
inline double quotient(const cpp_int& x, long double scale) {
  const cpp_int magnitude = abs(x);
  const int shift = magnitude == 0 ? 0 : std::max(0, static_cast<int>(msb(magnitude)) - 62);
  const auto high =
      static_cast<long double>(static_cast<std::uint64_t>(magnitude >> static_cast<unsigned>(shift)));
  const auto result = static_cast<double>(std::ldexp(high / scale, shift));
  return x < 0 ? -result : result;
}

inline double log2_of(const cpp_int& x) {
  const int shift = std::max(0, static_cast<int>(msb(x)) - 62);
  return shift +
         std::log2(static_cast<double>(static_cast<std::uint64_t>(x >> static_cast<unsigned>(shift))));
}

}  // namespace he::test
