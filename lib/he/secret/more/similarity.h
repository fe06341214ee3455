#pragma once

#include "he/schemes/more/public_matrix.h"
#include "he/secret/random.h"

/// The matrix S of a key of MORE, and what follows from it.
namespace he::secret {

/// S = R(θ₁)·diag(1, σ)·R(θ₂) with θ₁ uniform in [0, 2π), θ₂ uniform in [π/8, 3π/8] plus a multiple of π/2,
/// and log σ uniform in [log 1.25, log 4]: well conditioned, so that rounding is not amplified, and never
/// with orthogonal columns, which would make ciphertexts symmetric.
schemes::more::Matrix2 draw_similarity(RandomStream& stream);

/// P = S e₁ e₁ᵀ S⁻¹.
schemes::more::Matrix2 projector(const schemes::more::Matrix2& s);

/// Q = sign·(2P − I), with trace 0 exactly, as a public value.
Array public_plane(const schemes::more::Matrix2& s, double sign);

}  // namespace he::secret
