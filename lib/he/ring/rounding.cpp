#include "he/ring/rounding.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"
#include "he/ring/sizes.h"

namespace he::ring {
namespace {

constexpr int kDigitBits = 48;

}  // namespace

ScaledNumbers::ScaledNumbers(std::span<const double> numbers, int exponent)
    : numbers_(numbers), scale_(std::ldexp(1.0, exponent)), pieces_(1) {
  require_vectors(numbers.size());
  if (exponent < 0 || exponent > kMaxScaleExponent)
    throw UsageError("a scale of 2^" + std::to_string(exponent) + ": exponents are from 0 to " +
                     std::to_string(kMaxScaleExponent));
  const double largest = kernels().largest_magnitude(numbers.data(), numbers.size()) * scale_;
  if (!(largest < std::ldexp(1.0, kMaxScaleExponent)))
    throw DataError("a number is not finite, or too large for a scale of 2^" + std::to_string(exponent));
  int bits = 0;
  std::frexp(largest, &bits);
  while (bits > kDigitBits * static_cast<int>(pieces_)) ++pieces_;
}

void ScaledNumbers::residues(const Modulus& q, std::span<double> out) const {
  require_equal_sizes({numbers_.size(), out.size()});
  kernels().round_scaled(q.constants(), numbers_.data(), scale_, pieces_, q.power_of_two(kDigitBits),
                         out.data(), out.size());
}

double residue_of(const Modulus& q, long double value) {
  if (!(std::fabs(value) < std::ldexp(1.0L, kMaxConstantExponent)))
    throw DataError("a constant times its scale is not finite, or 2^" + std::to_string(kMaxConstantExponent) +
                    " or more");
  long double rest = std::nearbyint(std::fabs(value));
  int exponent = 0;
  std::frexp(rest, &exponent);
  std::uint64_t residue = 0;
  while (exponent > 0) {  // digits of at most 32 bits, the highest first
    const int bits = std::min(exponent, 32);
    exponent -= bits;
    const long double digit = std::floor(std::ldexp(rest, -exponent));
    rest -= std::ldexp(digit, exponent);
    residue =
        multiply_modulo(residue, std::uint64_t(1) << bits, q.value()) + static_cast<std::uint64_t>(digit);
  }
  const double balanced = q.balanced(residue);
  return value < 0 ? 0.0 - balanced : balanced;
}

}  // namespace he::ring
