#pragma once

#include <Eigen/Core>
#include <array>
#include <span>

#include "he/audit/ciphertext_form.h"

namespace he::audit {

/// The plane that all ciphertexts of a key lie in, span{I, Q} with Q² = I, taken from a ciphertext.
struct KeySubspace {
  std::array<double, 4> q{};  ///< Q by rows, up to its sign
  /// How far the ciphertexts that were looked at are off the plane, relative to their size. Rounding leaves
  /// 1e-12; much more says that they are not ciphertexts of one key.
  double off = 0;

  bool holds() const { return off < 1e-6; }
};

/// Takes the plane from one 2x2 matrix, the one among `matrices` (4 doubles each) whose eigenvalues t ± s
/// differ most: Q = (C − t·I)/s. Its eigenvectors are those of every ciphertext of the key (Kipnis &
/// Hibshoosh 2012/637; Tsaban & Lifshitz 2015). Throws DataError where no matrix has two different
/// real eigenvalues.
KeySubspace subspace_of_ciphertexts(std::span<const double> matrices, const std::string& file);

/// The eigenvalue attack as a linear map: [channels, entries]. Applied to the entries of any ciphertext of
/// the key it gives all candidates for its message, in one order for the whole file; one of them is the
/// message.
Eigen::MatrixXd channel_map(const CiphertextForm& form, const KeySubspace& subspace);

}  // namespace he::audit
