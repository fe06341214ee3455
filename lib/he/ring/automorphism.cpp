#include "he/ring/automorphism.h"

#include <functional>
#include <string>

#include "he/error.h"
#include "he/ring/encoding.h"
#include "he/ring/primes.h"
#include "he/ring/transform.h"

namespace he::ring {

Automorphism::Automorphism(std::size_t degree, std::uint64_t exponent) {
  require_degree(degree);
  if (exponent % 2 == 0)
    throw UsageError("X^" + std::to_string(exponent) + " is no automorphism: exponents are odd");
  exponent %= 4 * degree;
  for (std::size_t p = 0; p < degree; ++p)
    sources_.push_back(static_cast<std::uint32_t>(position_of(degree, exponent_at(degree, p) * exponent)));
}

Automorphism Automorphism::rotation(std::size_t degree, std::int64_t steps) {
  require_degree(degree);
  const auto n = static_cast<std::int64_t>(degree);
  return {degree, slot_exponent(degree, static_cast<std::size_t>((steps % n + n) % n))};
}

void Automorphism::apply(std::span<const double> from, std::span<double> to) const {
  if (from.size() != sources_.size() || to.size() != sources_.size())
    throw UsageError(std::to_string(from.size()) + " residues into " + std::to_string(to.size()) +
                     " for a ring of degree " + std::to_string(sources_.size()));
  const std::less<const double*> before;
  if (before(from.data(), to.data() + to.size()) && before(to.data(), from.data() + from.size()))
    throw UsageError("an automorphism cannot overwrite the polynomial that it reads");
  for (std::size_t p = 0; p < to.size(); ++p) to[p] = from[sources_[p]];
}

}  // namespace he::ring
