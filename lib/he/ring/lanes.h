#pragma once

#include <cstdint>

/// Vectors of doubles behind one set of names: FusedLanes, IntegerLanes, Avx2Lanes and Avx512Lanes.
///
///     kLanes                          doubles in a Vector
///     kTileRows, kTileVectors         the tile of a matrix product that the registers hold
///     load_reversed, store_reversed   the last double in memory is the first lane
///     multiply_subtract(a, b, c)      a·b − c, rounded once
///     negative_multiply_add(a, b, c)  c − a·b, rounded once
///     larger_magnitude(a, b)          the larger of a and |b|
///     below_zero(a, b)                b where the integer a is below 0, otherwise 0
///     above(a, limit, b)              b where the integer a is above the other, otherwise 0
///     load_unsigned, store_unsigned   integers of 32 or 64 bits, their lowest 52 bits
///     load_columns(in, x)             lane c of x[r] is in[8c + r], for r = 0 … 7
///     store_columns(out, x)           the other way; x is overwritten
///
/// Kernels are templates over one of these types, and every type has a source of its own that is compiled for
/// its instructions, so nothing here may be called from elsewhere. Templates of the standard library are not
/// called either: the linker would keep one of their copies, perhaps one that not every processor runs. All
/// operations round as IEEE 754 says: those sources are compiled with -ffp-contract=off.
namespace he::ring {

/// The lowest 52 bits of a double are an integer v where the double is 2^52 + v.
inline constexpr double kIntegerBits = 0x1p52;
inline constexpr std::uint64_t kIntegerMask = (std::uint64_t(1) << 52) - 1;

/// The sum that rounds a double of at most 2^51 to an integer, ties to even: it has no digits behind the
/// point.
inline constexpr double kRounding = 0x1.8p52;

}  // namespace he::ring
