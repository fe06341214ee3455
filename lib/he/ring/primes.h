#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Moduli of the ring of degree N: primes that are 1 modulo 4N, so that the residues hold the 4N-th roots of
/// unity.
namespace he::ring {

/// Degrees N: powers of two.
inline constexpr std::size_t kMinDegree = 1u << 10, kMaxDegree = 1u << 16;

/// Moduli are below 2^49.9: sums of eight residues and every product's quotient are then exact in a double.
inline constexpr std::uint64_t kModulusLimit = 1'050'501'758'252'387;

/// Throws UsageError where N is no power of two from kMinDegree to kMaxDegree.
void require_degree(std::size_t degree);

/// a·b and a^exponent modulo a modulus below 2^63.
std::uint64_t multiply_modulo(std::uint64_t a, std::uint64_t b, std::uint64_t modulus);
std::uint64_t power_modulo(std::uint64_t a, std::uint64_t exponent, std::uint64_t modulus);

/// a^-1 modulo a prime that does not divide a.
std::uint64_t inverse_modulo(std::uint64_t a, std::uint64_t prime);

/// Whether n is prime, with certainty: Miller and Rabin's test to the first twelve primes as bases, which no
/// composite number below 3.3·10^24 passes (Sorenson & Webster, Mathematics of Computation 86, 2017).
bool is_prime(std::uint64_t n);

/// The `count` largest primes below `limit` that are 1 modulo 4N, the largest first, without those of
/// `excluded`. Throws UsageError where the limit exceeds kModulusLimit or there are not so many.
std::vector<std::uint64_t> largest_primes(std::uint64_t limit, std::size_t degree, std::size_t count,
                                          std::span<const std::uint64_t> excluded = {});

inline constexpr std::size_t kMaxModuli = 64;

/// For moduli that come from elsewhere. Throws DataError where they are none, more than kMaxModuli, below 5
/// or not below kModulusLimit, not prime, or not distinct.
void require_distinct_primes(std::span<const std::uint64_t> moduli);

/// The same, and DataError where one is not 1 modulo 4N.
void require_moduli(std::span<const std::uint64_t> moduli, std::size_t degree);

/// The primitive 4N-th root of unity ψ that the transform is defined by: g^((q − 1)/4N) for the least g of 2,
/// 3, 4, … with g^((q − 1)/2) = −1.
std::uint64_t primitive_root(std::uint64_t prime, std::size_t degree);

}  // namespace he::ring
