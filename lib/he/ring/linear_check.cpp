#include "he/ring/linear_check.h"

#include <cmath>
#include <string>

#include "he/error.h"
#include "he/ring/linear.h"
#include "he/ring/primes.h"

namespace he::ring {
namespace {

constexpr std::size_t kInputs = 64, kColumns = 32;

/// Whether residues of the largest magnitude, under weights that reach the bound, give what integers give.
bool exact_modulo(const ExactProduct& product, const Modulus& q, double weight) {
  const double half = (q.constants().q - 1) / 2;
  Doubles x(kInputs * kColumns), y(kColumns);
  for (std::size_t k = 0; k < kInputs; ++k)
    for (std::size_t j = 0; j < kColumns; ++j)
      x[k * kColumns + j] = (k >> j % 6) % 2 == 0 || j < 6 ? half : -half;
  product.multiply(x.data(), kColumns, {}, kColumns, y.data(), kColumns);
  for (std::size_t j = 0; j < kColumns; ++j) {
    double expected = 0;
    for (std::size_t k = 0; k < kInputs; ++k)
      expected = q.balanced(q.least(expected) + q.least(q.multiply(weight, x[k * kColumns + j])));
    if (y[j] != expected) return false;
  }
  return true;
}

bool exact() {
  for (const std::uint64_t limit : {std::uint64_t(1) << 32, kModulusLimit}) {
    const Modulus q(largest_primes(limit, kMinDegree, 1)[0]);
    const bool narrow = limit < kModulusLimit;
    const double bound = narrow ? 0x1p53 / (q.constants().q / 2 + 2) : 0x1p28,
                 weight = std::floor(bound / kInputs);
    const std::vector<double> weights(kInputs, weight);
    const ExactProduct product(std::make_shared<IntegerMatrix>(weights, 1, kInputs), q,
                               ExactProduct::Unchecked{});
    if (product.pieces() != (narrow ? 1 : 2) || !exact_modulo(product, q, weight)) return false;
  }
  return true;
}

}  // namespace

void require_exact_products() {
  static const bool is_exact = exact();
  if (!is_exact)
    throw Error(
        "products of residues are not exact on this processor; he-tools cannot compute with such keys here");
}

}  // namespace he::ring
