#pragma once

#include <cstdint>
#include <span>

#include "he/ring/modulus.h"

/// Residues on file: unsigned integers below q, `uint32` where q is below 2^32 and `uint64` otherwise. In
/// memory they are canonical, which is below q/2 in magnitude.
namespace he::ring {

/// Throws UsageError where sizes differ, or are no multiple of eight, or q does not fit.
void to_stored(const Modulus& q, std::span<const double> residues, std::span<std::uint32_t> stored);
void to_stored(const Modulus& q, std::span<const double> residues, std::span<std::uint64_t> stored);

/// Throws UsageError likewise, and DataError, which names the first of them, where a number is not below q.
void from_stored(const Modulus& q, std::span<const std::uint32_t> stored, std::span<double> residues);
void from_stored(const Modulus& q, std::span<const std::uint64_t> stored, std::span<double> residues);

}  // namespace he::ring
