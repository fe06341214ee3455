#include "he/ring/residue_number_system.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "he/error.h"
#include "he/ring/aligned.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"
#include "he/ring/sizes.h"
#include "he/secure_memory.h"

namespace he::ring {
namespace {

// Above this, values of digits are so large that only integers of wrapped sums have such digits; two to the
// power of what a digit and a sum of 64 of them add stays below the range of a double.
constexpr long kMaxExponent = 900;

/// Residues modulo q of the products of the first 0, 1, … of the primes.
std::vector<double> radices_modulo(const Modulus& q, std::span<const Modulus> primes) {
  std::vector<double> products{1};
  for (const Modulus& p : primes) products.push_back(q.multiply(products.back(), q.balanced(p.value())));
  return products;
}

std::vector<Modulus> moduli_of(std::span<const std::uint64_t> primes) {
  require_distinct_primes(primes);
  return {primes.begin(), primes.end()};
}

}  // namespace

ResidueNumberSystem::ResidueNumberSystem(std::span<const std::uint64_t> primes)
    : moduli_(moduli_of(primes)), products_{{1, 0}} {
  for (std::size_t i = 0; i < limbs(); ++i) {
    const Modulus& q = moduli_[i];
    auto radices = radices_modulo(q, std::span(moduli_).first(i));
    inverses_.push_back(q.inverse(radices.back()));
    radices_.push_back(std::move(radices));
    int exponent = 0;
    const Scaled& last = products_.back();
    const long double value = std::frexp(last.value * static_cast<long double>(q.value()), &exponent);
    products_.push_back({value, last.exponent + exponent});
  }
}

double ResidueNumberSystem::bits() const {
  return static_cast<double>(std::log2(products_.back().value)) +
         static_cast<double>(products_.back().exponent);
}

void ResidueNumberSystem::to_digits(std::span<double> limbs_of_all) const {
  const std::size_t entries = require_limbs(limbs_of_all.size(), limbs());
  SecretVector<double> known(entries);
  double* const x = limbs_of_all.data();
  for (std::size_t i = 1; i < limbs(); ++i) {
    const ModulusConstants& q = moduli_[i].constants();
    kernels().combine_digits(q, x, entries, i, radices_[i].data(), known.data(), entries);
    kernels().subtract_scale(q, x + i * entries, known.data(), inverses_[i], x + i * entries, entries);
  }
}

void ResidueNumberSystem::residues(std::span<const double> digits, const Modulus& q,
                                   std::span<double> out) const {
  const std::size_t entries = require_limbs(digits.size(), limbs());
  require_equal_sizes({entries, out.size()});
  const std::vector<double> weights = radices_modulo(q, moduli_);
  kernels().combine_digits(q.constants(), digits.data(), entries, limbs(), weights.data(), out.data(),
                           entries);
}

std::vector<double> ResidueNumberSystem::shares_of(Scaled unit) const {
  std::vector<double> shares;
  for (std::size_t i = 0; i < limbs(); ++i) {
    const long exponent = std::min(products_[i].exponent - unit.exponent, kMaxExponent);
    shares.push_back(
        static_cast<double>(std::ldexp(products_[i].value / unit.value, static_cast<int>(exponent))));
  }
  return shares;
}

double ResidueNumberSystem::to_numbers(std::span<const double> digits, long double scale,
                                       std::span<double> numbers) const {
  const std::size_t entries = require_limbs(digits.size(), limbs());
  require_equal_sizes({entries, numbers.size()});
  if (!(scale > 0) || !std::isfinite(scale)) throw UsageError("a scale is a positive number");
  int exponent = 0;
  const long double value = std::frexp(scale, &exponent);
  const auto values = shares_of({value, exponent}), shares = shares_of(products_.back());
  return kernels().weigh_digits(digits.data(), entries, limbs(), values.data(), shares.data(), numbers.data(),
                                entries);
}

}  // namespace he::ring
