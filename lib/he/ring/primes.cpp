#include "he/ring/primes.h"

#include <algorithm>
#include <bit>
#include <string>

#include "he/error.h"

namespace he::ring {
namespace {

constexpr std::uint64_t kBases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};

/// Whether odd n passes Miller and Rabin's test to one base, where n − 1 = odd_part·2^twos.
bool passes(std::uint64_t n, std::uint64_t base, std::uint64_t odd_part, int twos) {
  std::uint64_t x = power_modulo(base, odd_part, n);
  if (x == 1 || x == n - 1) return true;
  for (int i = 1; i < twos; ++i) {
    x = multiply_modulo(x, x, n);
    if (x == n - 1) return true;
  }
  return false;
}

std::string named(std::uint64_t modulus) { return "modulus " + std::to_string(modulus); }

}  // namespace

void require_degree(std::size_t degree) {
  if (!std::has_single_bit(degree) || degree < kMinDegree || degree > kMaxDegree)
    throw UsageError("a ring of degree " + std::to_string(degree) + ": degrees are powers of two from " +
                     std::to_string(kMinDegree) + " to " + std::to_string(kMaxDegree));
}

std::uint64_t multiply_modulo(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
  __extension__ using Product = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Product>(a) * b % modulus);
}

std::uint64_t power_modulo(std::uint64_t a, std::uint64_t exponent, std::uint64_t modulus) {
  std::uint64_t result = 1 % modulus;
  for (a %= modulus; exponent > 0; exponent >>= 1, a = multiply_modulo(a, a, modulus))
    if (exponent & 1) result = multiply_modulo(result, a, modulus);
  return result;
}

std::uint64_t inverse_modulo(std::uint64_t a, std::uint64_t prime) {
  return power_modulo(a, prime - 2, prime);
}

bool is_prime(std::uint64_t n) {
  for (const std::uint64_t p : kBases)
    if (n % p == 0) return n == p;
  if (n < 2) return false;
  const int twos = std::countr_zero(n - 1);
  return std::ranges::all_of(kBases,
                             [&](std::uint64_t base) { return passes(n, base, (n - 1) >> twos, twos); });
}

std::vector<std::uint64_t> largest_primes(std::uint64_t limit, std::size_t degree, std::size_t count,
                                          std::span<const std::uint64_t> excluded) {
  require_degree(degree);
  if (limit > kModulusLimit)
    throw UsageError("primes below " + std::to_string(limit) + ": moduli are below " +
                     std::to_string(kModulusLimit));
  const std::uint64_t step = 4 * degree;
  std::vector<std::uint64_t> primes;
  for (std::uint64_t k = limit < 2 ? 0 : (limit - 2) / step; k > 0 && primes.size() < count; --k) {
    const std::uint64_t q = k * step + 1;
    if (is_prime(q) && std::ranges::find(excluded, q) == excluded.end()) primes.push_back(q);
  }
  if (primes.size() < count)
    throw UsageError("a ring of degree " + std::to_string(degree) + " has only " +
                     std::to_string(primes.size()) + " of " + std::to_string(count) + " moduli below " +
                     std::to_string(limit));
  return primes;
}

void require_distinct_primes(std::span<const std::uint64_t> moduli) {
  if (moduli.empty() || moduli.size() > kMaxModuli)
    throw DataError(std::to_string(moduli.size()) + " moduli: a ring has from 1 to " +
                    std::to_string(kMaxModuli));
  for (std::size_t i = 0; i < moduli.size(); ++i) {
    const std::uint64_t q = moduli[i];
    if (q < 5 || q >= kModulusLimit)
      throw DataError(named(q) + " is out of range: moduli are from 5 to " +
                      std::to_string(kModulusLimit - 1));
    if (!is_prime(q)) throw DataError(named(q) + " is not prime");
    if (std::ranges::count(moduli.first(i), q) > 0) throw DataError(named(q) + " is there twice");
  }
}

void require_moduli(std::span<const std::uint64_t> moduli, std::size_t degree) {
  require_degree(degree);
  require_distinct_primes(moduli);
  for (const std::uint64_t q : moduli)
    if (q % (4 * degree) != 1)
      throw DataError(named(q) + " is not 1 modulo " + std::to_string(4 * degree) +
                      ", four times the ring's degree");
}

std::uint64_t primitive_root(std::uint64_t prime, std::size_t degree) {
  require_moduli({&prime, 1}, degree);
  for (std::uint64_t g = 2;; ++g)
    if (power_modulo(g, (prime - 1) / 2, prime) == prime - 1)
      return power_modulo(g, (prime - 1) / (4 * degree), prime);
}

}  // namespace he::ring
