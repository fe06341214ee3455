#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace he::ring {

/// X → X^g for odd g, on transformed polynomials: their entries change places, and their values stay. It is
/// the same for all moduli, and X^g and X^-g are the same.
class Automorphism {
 public:
  /// Throws UsageError as require_degree, or where the exponent is even.
  Automorphism(std::size_t degree, std::uint64_t exponent);

  /// X → X^(5^steps): slot j of the result is slot j + steps, modulo N.
  static Automorphism rotation(std::size_t degree, std::int64_t steps);

  /// Throws UsageError where the sizes are not N or the arrays overlap.
  void apply(std::span<const double> from, std::span<double> to) const;

 private:
  std::vector<std::uint32_t> sources_;
};

}  // namespace he::ring
