#pragma once

#include <map>
#include <string>

#include "he/secret/ckks/secret_ring.h"

namespace he::secret::ckks {

/// What others add to results, times a fresh ternary polynomial, so that they do not tell the weights: an
/// encryption of zero over all powers of s,
///
///     p_0 = Σ_(i>=0) e_i s^i − Σ_(i>=1) p_i s^i,
///
/// with centred binomial e_i and uniform p_i, i below the powers of the parameters. The public values
/// "rerandomization_key", p_0 as [limbs, N] residues from 0 to q − 1 in transformed form, and
/// "rerandomization_seed", 8 words, from which p_i follows as its polynomial number i. All of it follows from
/// the master. With it keys of equal parameters have different ids.
std::map<std::string, Array> rerandomization_key(const SecretRing& ring, const SecretBytes& master);

}  // namespace he::secret::ckks
