#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "he/ring/modulus.h"
#include "he/ring/transform_tables.h"
#include "he/ring/twiddles.h"

namespace he::ring {

/// The exponent e of the root ψ^e at which the entry `position` of a transformed polynomial is its value, for
/// N = 2^n: with reverse(i) the n bits of i in reverse order, and i the position with its bits 0 … 2 and 3 …
/// 5 swapped, e = 1 + 4·reverse(i). So the exponents are those modulo 4N that are 1 modulo 4: one of each
/// pair e, −e, at which polynomials of this ring agree, and just the powers of 5.
std::uint32_t exponent_at(std::size_t degree, std::size_t position);

/// The other way: the position of the exponent e or −e, for odd e.
std::size_t position_of(std::size_t degree, std::uint64_t exponent);

/// The number-theoretic transform of the conjugate-invariant ring R = Z[X + 1/X]/(X^2N + 1) of degree N
/// modulo a prime q that is 1 modulo 4N (Kim & Song, IACR ePrint 2018/952). A polynomial a_0 + Σ a_k (X^k +
/// X^-k) is its coefficients a_0 … a_(N−1), or its values at N roots of unity, where products are taken entry
/// by entry. ψ = primitive_root(q, N).
///
/// Both directions run in place on arrays of N residues. They have no branch and no address that depends on
/// the residues. All processors get the same bits.
class Transform {
 public:
  /// Throws UsageError and DataError as require_moduli.
  Transform(std::uint64_t prime, std::size_t degree);

  Transform(Transform&&) = default;
  Transform& operator=(Transform&&) = default;

  std::size_t degree() const { return tables_.degree; }
  const Modulus& modulus() const { return modulus_; }

  /// From coefficients to values in the order of exponent_at. Integers of |a_k| <= q become canonical
  /// residues.
  void forward(double* values) const;
  /// From values, canonical residues, to coefficients, canonical residues.
  void inverse(double* values) const;
  /// Of polynomials one after another. Throws UsageError where `values` are not a multiple of N.
  void forward(std::span<double> values) const;
  void inverse(std::span<double> values) const;

 private:
  Modulus modulus_;
  Twiddles forward_, inverse_;
  TransformTables tables_;
};

}  // namespace he::ring
