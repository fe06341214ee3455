#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "he/ring/modulus.h"

namespace he::ring {

/// Integers modulo Q = q_0·q_1·…, held as their residues modulo distinct primes: "limbs", arrays of equal
/// size one after another, [limb][entry]. An integer is the one of |x| < Q/2 that has these residues.
///
/// Its digits to mixed radix are the integers d_i of |d_i| < q_i/2 with x = d_0 + d_1·q_0 + d_2·q_0·q_1 + …:
/// with balanced digits they exist for every such x, and those above its size are 0. So nothing cancels and
/// nothing overflows, whatever Q.
///
/// Everything here is in coefficient form, and in time that does not depend on the residues. All functions
/// throw UsageError where sizes do not fit.
class ResidueNumberSystem {
 public:
  /// Throws DataError where there are no moduli, or two are the same, or one is not a prime below
  /// kModulusLimit.
  explicit ResidueNumberSystem(std::span<const std::uint64_t> primes);

  std::size_t limbs() const { return moduli_.size(); }
  const Modulus& modulus(std::size_t i) const { return moduli_[i]; }
  /// log2 Q.
  double bits() const;

  /// Residues become digits, in place.
  void to_digits(std::span<double> limbs) const;

  /// The residues modulo q of integers that are given by their digits: no limb of this system need be q.
  void residues(std::span<const double> digits, const Modulus& q, std::span<double> out) const;

  /// x/scale for all entries, from their digits, rounded to doubles. Returns the largest |x|/Q, which is
  /// below 1/2: where it comes near, integers have outgrown Q and the numbers may mean nothing. Throws
  /// UsageError where the scale is not positive.
  double to_numbers(std::span<const double> digits, long double scale, std::span<double> numbers) const;

 private:
  struct Scaled {  // value·2^exponent, as Q exceeds the range of a double
    long double value;
    long exponent;
  };
  /// q_0·…·q_(i−1)/unit.
  std::vector<double> shares_of(Scaled unit) const;

  std::vector<Modulus> moduli_;
  std::vector<std::vector<double>> radices_;  // [i][j]: q_0·…·q_(j−1) modulo q_i, j <= i
  std::vector<double> inverses_;              // 1/(q_0·…·q_(i−1)) modulo q_i
  std::vector<Scaled> products_;              // q_0·…·q_(i−1), i <= limbs
};

}  // namespace he::ring
