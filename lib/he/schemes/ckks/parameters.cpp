#include "he/schemes/ckks/parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"
#include "he/ring/rounding.h"

namespace he::schemes::ckks {
namespace {

constexpr double kTable[] = {26, 53, 106, 214, 430, 868, 1747};  // N = 2^10 … 2^16
constexpr std::uint64_t kModulusEnd = std::uint64_t(1) << 32;
constexpr int kMaxScaleBits = 60;
constexpr std::size_t kMinPowers = 2;

void require_range(const Range& range) {
  if (!std::isfinite(range.low) || !std::isfinite(range.high) || !(range.low < range.high))
    throw DataError(fmt::format("a range of inputs from {} to {}", range.low, range.high));
}

void require_small_moduli(const std::vector<std::uint64_t>& moduli) {
  for (const std::uint64_t q : moduli)
    if (q >= kModulusEnd)
      throw DataError(
          fmt::format("modulus {} is out of range: moduli of the scheme 'ckks' are below 2^32", q));
}

/// A quarter of Q is left for what is encrypted, so that decryption can tell what has outgrown it.
void require_room(const Parameters& p) {
  const double largest = std::max({std::fabs(p.range().low), std::fabs(p.range().high), 1.0});
  const double bits = std::log2(largest) + p.scale_bits() + 2;
  if (bits > p.modulus_bits())
    throw DataError(
        fmt::format("inputs take {:.1f} bits of the modulus, which has {:.1f}", bits, p.modulus_bits()));
}

}  // namespace

double largest_modulus_bits(std::size_t degree) {
  ring::require_degree(degree);
  return kTable[std::countr_zero(degree) - std::countr_zero(ring::kMinDegree)];
}

Parameters::Parameters(Choice choice) : choice_(std::move(choice)) {
  try {
    ring::require_moduli(choice_.moduli, choice_.degree);
  } catch (const UsageError& error) {
    throw DataError(error.what());
  }
  require_small_moduli(choice_.moduli);
  if (modulus_bits() > largest_modulus_bits(degree()))
    throw DataError(
        fmt::format("a modulus of {:.1f} bits is not secure in a ring of degree {}: 128 bits take at most {} "
                    "(IACR ePrint "
                    "2024/463); take a larger degree or fewer moduli",
                    modulus_bits(), degree(), largest_modulus_bits(degree())));
  if (scale_bits() < 1 || scale_bits() > kMaxScaleBits)
    throw DataError(
        fmt::format("an input scale of 2^{}: it is from 2^1 to 2^{}", scale_bits(), kMaxScaleBits));
  if (powers() < kMinPowers || powers() > ring::kMaxPowers)
    throw DataError(fmt::format("{} powers of the secret: there are from {} to {}", powers(), kMinPowers,
                                ring::kMaxPowers));
  if (!(largest_result() > 0) || !std::isfinite(largest_result()))
    throw DataError(fmt::format("a largest result of {}", largest_result()));
  require_range(range());
  require_room(*this);
}

double Parameters::modulus_bits(std::size_t limbs) const {
  double bits = 0;
  for (std::size_t i = 0; i < limbs; ++i) bits += std::log2(static_cast<double>(moduli()[i]));
  return bits;
}

}  // namespace he::schemes::ckks
