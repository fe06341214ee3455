#include "he/schemes/more/public_matrix.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"

namespace he::schemes::more {

Matrix2 public_matrix_of(const SchemeInfo& scheme) {
  const auto found = scheme.public_values.find(kPublicMatrixAttribute);
  if (found == scheme.public_values.end() || found->second.values.size() != 4)
    throw DataError("the scheme '" + scheme.name + "' needs its public matrix 'plane' of 2x2 numbers");
  Matrix2 q{};
  std::copy_n(found->second.values.begin(), 4, q.begin());
  // Q² = I and tr Q = 0, to rounding: q11² + q12·q21 = 1, q22 = −q11.
  const double scale = std::max({1.0, q[0] * q[0], std::fabs(q[1] * q[2])});
  const bool involution =
      std::fabs(q[0] * q[0] + q[1] * q[2] - 1) < 1e-12 * scale && std::fabs(q[0] + q[3]) < 1e-12 * scale;
  if (!involution)
    throw DataError("the public matrix 'plane' is not the plane of any key of the scheme '" + scheme.name +
                    "'");
  return q;
}

PayloadLayout layout() { return {1, {2, 2}, "more-2x2"}; }

}  // namespace he::schemes::more
