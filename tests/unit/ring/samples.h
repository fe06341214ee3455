#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "he/ring/aligned.h"
#include "he/ring/kernels.h"
#include "he/ring/modulus.h"
#include "he/ring/primes.h"

// Residues and polynomials, and arithmetic on them by 128-bit integers.
namespace he::test {

__extension__ using Wide = __int128;

inline constexpr std::size_t kRingDegrees[] = {1024, 2048, 4096, 8192, 16384, 32768, 65536};

/// Primes of 26 to 49.9 bits for a degree that has them.
inline std::vector<ring::Modulus> sample_moduli(std::size_t degree) {
  std::vector<ring::Modulus> moduli;
  for (const std::uint64_t limit : {std::uint64_t(1) << 26, std::uint64_t(1) << 32, std::uint64_t(1) << 40,
                                    std::uint64_t(1) << 49, ring::kModulusLimit})
    moduli.emplace_back(ring::largest_primes(limit, degree, 1)[0]);
  return moduli;
}

/// The canonical residue of an integer.
inline double residue(Wide x, const ring::Modulus& q) {
  const Wide modulus = static_cast<Wide>(q.value());
  const Wide r = (x % modulus + modulus) % modulus;
  return static_cast<double>(static_cast<std::int64_t>(r > modulus / 2 ? r - modulus : r));
}
inline Wide integer(double x) { return static_cast<Wide>(x); }

inline ring::Doubles random_residues(const ring::Modulus& q, std::size_t size, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  ring::Doubles x(size);
  for (double& value : x) value = q.balanced(generator());
  return x;
}

/// Residues that make the largest sums: all (q − 1)/2, all of the other sign, signs in turn, in halves, and
/// at random; ones; and random residues.
inline std::vector<ring::Doubles> worst_residues(const ring::Modulus& q, std::size_t size) {
  const double half = static_cast<double>(q.value() / 2);
  std::mt19937_64 generator(size);
  std::vector<ring::Doubles> all(6, ring::Doubles(size, half));
  for (std::size_t i = 0; i < size; ++i) {
    all[1][i] = -half;
    all[2][i] = i % 2 == 0 ? half : -half;
    all[3][i] = i < size / 2 ? half : -half;
    all[4][i] = generator() % 2 == 0 ? half : -half;
    all[5][i] = 1;
  }
  all.push_back(random_residues(q, size, 5));
  return all;
}

/// Runs `check` under every set of kernels that this processor has, and goes back to the widest.
inline void with_all_kernels(const std::function<void()>& check) {
  for (const ring::Kernels* set : ring::all_kernels()) {
    const std::string name = set->name;
    INFO("kernels: ", name);
    ring::use_kernels(set->path);
    check();
  }
  ring::use_kernels(ring::all_kernels().back()->path);
}

/// The product in the basis 1, X^k + X^-k of X^2N = −1, term by term: (X^j + X^-j)(X^k + X^-k) is the sum of
/// those of j + k and j − k, the one of 0 is 2, and that of 2N − k is minus that of k.
inline ring::Doubles ring_product(const ring::Doubles& a, const ring::Doubles& b, const ring::Modulus& q) {
  const std::size_t n = a.size();
  std::vector<Wide> sum(n);
  const auto add = [&](std::size_t k, Wide value) {  // value·(X^k + X^-k), k < 2N; that of N is 0
    if (k == 0)
      sum[0] += 2 * value;
    else if (k < n)
      sum[k] += value;
    else if (k > n)
      sum[2 * n - k] -= value;
  };
  for (std::size_t j = 0; j < n; ++j) {
    if (b[j] == 0) continue;
    for (std::size_t k = 0; k < n; ++k) {
      const Wide value = integer(b[j]) * integer(a[k]) % static_cast<Wide>(q.value());
      if (j == 0 || k == 0) {
        sum[j + k] += value;  // 1 is half of X^0 + X^-0
      } else {
        add(j + k, value);
        add(j > k ? j - k : k - j, value);
      }
    }
  }
  ring::Doubles product(n);
  for (std::size_t k = 0; k < n; ++k) product[k] = residue(sum[k], q);
  return product;
}

}  // namespace he::test
