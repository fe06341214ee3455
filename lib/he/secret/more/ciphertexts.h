#pragma once

#include <cstddef>
#include <span>

#include "he/schemes/more/public_matrix.h"

namespace he::secret {

/// Writes the MORE ciphertexts of `count` numbers with `coefficients` coefficients each,
///     C = r·I + (m − r)·P,
/// one after the other: m[k][i] and r[k][i] are message and mask of coefficient k of number i. `streaming`:
/// past the caches, as memcpy does for what is larger than they are; `c` is then aligned like all memory of
/// operator new.
void write_ciphertexts(const double* const* m, const double* const* r, std::size_t coefficients,
                       std::size_t count, const schemes::more::Matrix2& projector, bool streaming, double* c);

/// values[i] = Σ_j weights[j]·c[i][j]: decryption is a linear function of the numbers of a ciphertext, of
/// which there are 4 a coefficient.
void read_ciphertexts(const double* c, std::span<const double> weights, std::span<double> values);

}  // namespace he::secret
