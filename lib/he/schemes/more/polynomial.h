#pragma once

#include "he/schemes/planar/evaluation_map.h"
#include "he/tensor/scheme_info.h"

/// Hybrid MORE: an obfuscation layer of polynomial evaluation maps under MORE. The construction is ours; it
/// follows PORE, the second scheme of Kipnis & Hibshoosh (IACR ePrint 2012/637), generalised to degree d. A
/// number m is the value p(v₁) of a polynomial p of degree below d at one secret point; its values at the
/// other points v₂ … v_d are decoys; each coefficient of p is encrypted with MORE. Products are taken modulo
/// the public polynomial p_d(x) = Π (x − vᵢ), that is, root by root.
namespace he::schemes::hybrid {

inline constexpr std::size_t kMinDegree = 2, kMaxDegree = kMaxCoefficients;

/// Name of the attribute that holds p_d: its d + 1 coefficients, the constant first, the last one 1.
inline constexpr const char* kPolynomialAttribute = "polynomial";

/// p_d of its roots, as a public value.
Array polynomial_of(const std::vector<double>& roots);

/// The map to the values at the roots of p_d, in ascending order, so that all parties compute the same.
/// Throws DataError where the public values hold no polynomial that a key could have: the degree is from 2 to
/// 8, and the roots are real, from −2 to 2, and at least 0.01 apart.
EvaluationMap evaluation_map_of(const SchemeInfo& scheme);

/// How a number is written on file: as the MORE ciphertexts of its coefficients, the constant first.
PayloadLayout layout(std::size_t degree);

}  // namespace he::schemes::hybrid
