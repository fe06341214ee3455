#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "he/ring/residue_number_system.h"
#include "he/ring/transform.h"

namespace he::ring {

/// Division by the primes of the last limbs, all at once, rounded to the nearest integer: the rescaling of
/// CKKS. With P their product and r the integer of |r| < P/2 that x leaves, it is (x − r)/P, which is exact;
/// P is odd, so there are no ties.
class DivisionByLast {
 public:
  /// Of integers modulo all `primes` to integers modulo the first `kept` of them. Throws DataError as
  /// ResidueNumberSystem, UsageError where not at least one is kept and one dropped.
  DivisionByLast(std::span<const std::uint64_t> primes, std::size_t kept);

  std::size_t kept() const { return inverses_.size(); }

  /// Residues [limb][entry] in coefficient form: the first `kept` limbs become those of the quotients, the
  /// others are overwritten. Throws UsageError where sizes do not fit.
  void coefficients(std::span<double> limbs) const;

  /// The same in transformed form, with one transform back for every dropped limb and one forward for every
  /// kept one. `transforms` are those of all primes, in their order. Throws UsageError where they are not.
  void transformed(std::span<const Transform> transforms, std::span<double> limbs) const;

 private:
  /// finish(i, remainder) gets the residues of r modulo every kept prime, as coefficients.
  template <class Finish>
  void divide(std::span<double> limbs, const Finish& finish) const;

  std::vector<Modulus> moduli_;   // those that are kept
  std::vector<double> inverses_;  // 1/P modulo each
  ResidueNumberSystem dropped_;
};

}  // namespace he::ring
