#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "he/ring/aligned.h"
#include "he/ring/transform_tables.h"
#include "he/ring/twiddles.h"

namespace he::ring {

/// The exponent of slot j: 5^j modulo 4N. Slot j of a polynomial is its value at ζ^(5^j), ζ = e^(2πi/4N),
/// which is real. 5 generates the odd exponents modulo 4N up to their sign (they are N), and polynomials of
/// this ring do not tell e from −e. So X → X^(5^k) moves slot j + k (modulo N) to slot j, for any k.
std::uint32_t slot_exponent(std::size_t degree, std::size_t slot);

/// Between N real slots z_j and the coefficients of the polynomial that has these values,
///
///     z_j = a_0 + 2·Σ_(k=1)^(N−1) a_k cos(πk·5^j/2N),     a_k = (1/N)·Σ_j z_j cos(πk·5^j/2N),
///
/// a cosine transform of the slots in another order. Errors are some 1e-16 times the root of Σ a² and Σ z².
/// Both directions have no branch and no address that depends on the numbers, and give the same bits on all
/// processors.
class Encoder {
 public:
  /// Throws UsageError as require_degree.
  explicit Encoder(std::size_t degree);
  Encoder(Encoder&&) = default;
  Encoder& operator=(Encoder&&) = default;

  std::size_t degree() const { return tables_.degree; }

  /// Throws UsageError where slots or coefficients are not N. Fewer than N slots are padded by the caller.
  void to_coefficients(std::span<const double> slots, std::span<double> coefficients) const;
  /// The coefficients are overwritten.
  void to_slots(std::span<double> coefficients, std::span<double> slots) const;

 private:
  Twiddles forward_, inverse_;
  Doubles rotations_[4];
  std::vector<std::uint32_t> places_;  // of each slot in the complex transform
  CosineTables tables_;
};

}  // namespace he::ring
