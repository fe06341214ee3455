#include "he/secret/more/similarity.h"

#include <cmath>
#include <numbers>

namespace he::secret {
namespace {

using schemes::more::Matrix2;

Matrix2 product(const Matrix2& a, const Matrix2& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3]};
}

Matrix2 rotation(double angle) {
  return {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)};
}

}  // namespace

Matrix2 draw_similarity(RandomStream& stream) {
  using std::numbers::pi;
  const double theta1 = stream.uniform(0, 2 * pi);
  const double theta2 = stream.uniform(pi / 8, 3 * pi / 8) + static_cast<double>(stream.below(4)) * pi / 2;
  const double sigma = std::exp(stream.uniform(std::log(1.25), std::log(4.0)));
  return product(product(rotation(theta1), {1, 0, 0, sigma}), rotation(theta2));
}

Matrix2 projector(const Matrix2& s) {
  const double determinant = s[0] * s[3] - s[1] * s[2];
  return {s[0] * s[3] / determinant, -s[0] * s[1] / determinant, s[2] * s[3] / determinant,
          -s[2] * s[1] / determinant};
}

Array public_plane(const Matrix2& s, double sign) {
  const Matrix2 p = projector(s);
  const double q11 = sign * (p[0] - p[3]);
  return {{2, 2}, {q11, sign * 2 * p[1], sign * 2 * p[2], -q11}};
}

}  // namespace he::secret
