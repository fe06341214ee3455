#pragma once

#include <array>

#include "he/tensor/scheme_info.h"

namespace he::schemes::more {

/// A real 2x2 matrix, row-major: {c11, c12, c21, c22}.
using Matrix2 = std::array<double, 4>;

/// The matrix Q of a key. All ciphertexts of the key are a·I + b·Q with Q² = I, trace 0 (crypto: MORE in the
/// plane of its key). Throws DataError where the public values hold no such matrix.
Matrix2 public_matrix_of(const SchemeInfo& scheme);

/// How MORE writes a number on file: as its 2x2 ciphertext.
PayloadLayout layout();

/// Name of the attribute that holds Q.
inline constexpr const char* kPublicMatrixAttribute = "plane";

}  // namespace he::schemes::more
