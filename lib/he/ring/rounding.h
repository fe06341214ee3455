#pragma once

#include <cstdint>
#include <span>

#include "he/ring/modulus.h"

/// From real numbers to residues of the nearest integers.
namespace he::ring {

/// The largest power of two that a scale may be, and of a number times its scale.
inline constexpr int kMaxScaleExponent = 500;

/// Numbers as they are rounded at one scale, 2^exponent: residues of several primes are those of the same
/// integers. Numbers of 2^53 and more are integers as they stand, and lose nothing. The numbers have to
/// outlive this.
class ScaledNumbers {
 public:
  /// Throws UsageError where the exponent is not from 0 to kMaxScaleExponent or the count is no multiple of
  /// eight, and DataError where a number is not finite or 2^kMaxScaleExponent or more when scaled.
  ScaledNumbers(std::span<const double> numbers, int exponent);

  /// Ties go to even integers. Throws UsageError where the sizes differ.
  void residues(const Modulus& q, std::span<double> out) const;

 private:
  std::span<const double> numbers_;
  double scale_;
  std::size_t pieces_;
};

/// Constants times their scale are below this power of two.
inline constexpr int kMaxConstantExponent = 1000;

/// The residue of the integer next to `value`, a bias times its scale, which may be larger than 64 bits can
/// hold: what a long double does not hold of it is 0. Ties go to even integers. Throws DataError where it is
/// not finite, or 2^kMaxConstantExponent or more. Its time depends on the value: it is for public constants.
double residue_of(const Modulus& q, long double value);

}  // namespace he::ring
