#pragma once

#include <span>

#include "he/ring/modulus.h"

/// Residues entry by entry: sums, and products in transformed form. Canonical residues modulo `q` give
/// canonical residues, in time that does not depend on them. Results may overwrite what they are made from,
/// but not overlap it otherwise. All throw UsageError where sizes differ or are no multiple of eight.
namespace he::ring {

using Residues = std::span<const double>;
using ResiduesOut = std::span<double>;

/// The residues of integers of at most 2^53.
void reduce(const Modulus& q, Residues x, ResiduesOut out);
void add(const Modulus& q, Residues a, Residues b, ResiduesOut out);
void subtract(const Modulus& q, Residues a, Residues b, ResiduesOut out);
void multiply(const Modulus& q, Residues a, Residues b, ResiduesOut out);
/// a·b + c
void multiply_add(const Modulus& q, Residues a, Residues b, Residues c, ResiduesOut out);
/// a·factor + constant, both residues. A constant polynomial is the same number in every entry.
void scale_add(const Modulus& q, Residues a, double factor, double constant, ResiduesOut out);
/// (a − b)·factor for integers b of at most 2^50, which may be residues modulo another prime.
void subtract_scale(const Modulus& q, Residues a, Residues b, double factor, ResiduesOut out);

/// The product of Σ a_i s^i and Σ b_i s^i as polynomials in s: Σ (Σ_i a_i b_(k−i)) s^k, where every
/// coefficient is a transformed polynomial. Of (c_0, c_1) with itself: (c_0², 2c_0c_1, c_1²). Throws
/// UsageError where a side has no power or more than kMaxPowers, or `out` has not one less than both
/// together.
void multiply_powers(const Modulus& q, std::span<const Residues> a, std::span<const Residues> b,
                     std::span<const ResiduesOut> out);
/// The same of a with itself, in fewer products.
void square_powers(const Modulus& q, std::span<const Residues> a, std::span<const ResiduesOut> out);

}  // namespace he::ring
