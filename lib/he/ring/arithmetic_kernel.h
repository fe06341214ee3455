#pragma once

#include "he/ring/modulus.h"
#include "he/ring/scalar_lanes.h"

/// Arithmetic on vectors of residues: integers in doubles, of any representative below the stated bounds. q
/// is odd, below kModulusLimit = 2^49.9; "canonical" is the representative of |r| <= (q − 1)/2. u = 2^-53.
namespace he::ring {

/// By multiplication and addition fused into one rounding.
template <class L>
class Modular {
 public:
  using Lanes = L;
  using Vector = typename L::Vector;

  explicit Modular(const ModulusConstants& m)
      : q_(L::broadcast(m.q)), inverse_(L::broadcast(m.inverse)), rounding_(L::broadcast(kRounding)) {}

  /// Canonical where |x| <= 2^52, else, up to 2^53, of at most (q + 1)/2. x·inverse is off x/q by less than
  /// |x/q|·u <= 1/(2q), which is how near x/q comes to the middle of two integers; rounding it is exact, for
  /// product and sum are fused.
  Vector reduce(Vector x) const { return L::negative_multiply_add(quotient(x), q_, x); }

  /// Canonical, of |x| <= 2^53.
  Vector canonical(Vector x) const { return reduce(reduce(x)); }

  /// a·b modulo q for |a| < 2^52 and |b| <= q/2: at most (1/2 + |a|·2^-53)·q, which is q. The quotient is
  /// rounded three times: as a·b, as 1/q, and to an integer k. h − kq is an integer below 2^53, so it is
  /// exact, and so is its sum with l = ab − h.
  Vector multiply(Vector a, Vector b) const {
    const Vector h = L::multiply(a, b);
    return remainder(a, b, h, quotient(h));
  }

  /// The same where `scaled` is b/q rounded: at most (1/2 + |a|·2^-55)·q, which is 0.63q.
  Vector multiply(Vector a, Vector b, Vector scaled) const {
    const Vector k = L::subtract(L::multiply_add(a, scaled, rounding_), rounding_);
    return remainder(a, b, L::multiply(a, b), k);
  }

  Vector modulus() const { return q_; }

 private:
  Vector quotient(Vector x) const { return L::subtract(L::multiply_add(x, inverse_, rounding_), rounding_); }
  Vector remainder(Vector a, Vector b, Vector h, Vector k) const {
    return L::add(L::negative_multiply_add(k, q_, h), L::multiply_subtract(a, b, h));
  }

  Vector q_, inverse_, rounding_;
};

/// The same residues by 64-bit integers that wrap: the quotient is estimated in double precision, and what it
/// is off by one is put right without a branch. Results are canonical throughout.
template <>
class Modular<IntegerLanes> {
 public:
  using Lanes = IntegerLanes;
  using Vector = double;

  explicit Modular(const ModulusConstants& m)
      : q_(m.q), inverse_(m.inverse), integer_(static_cast<std::uint64_t>(m.q)) {}

  Vector reduce(Vector x) const { return remainder(bits(x), x * inverse_); }
  Vector canonical(Vector x) const { return reduce(x); }
  Vector multiply(Vector a, Vector b) const { return remainder(bits(a) * bits(b), a * b * inverse_); }
  Vector multiply(Vector a, Vector b, Vector) const { return multiply(a, b); }
  Vector modulus() const { return q_; }

 private:
  static std::uint64_t bits(double x) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(x)); }

  /// Of `value` modulo 2^64, whose quotient by q is `quotient` to within less than 1.
  Vector remainder(std::uint64_t value, double quotient) const {
    const double k = (quotient + kRounding) - kRounding;
    auto r = static_cast<std::int64_t>(value - bits(k) * integer_);
    const auto q = static_cast<std::int64_t>(integer_), half = q >> 1;
    r -= q & ((half - r) >> 63);
    r += q & ((half + r) >> 63);
    return static_cast<double>(r);
  }

  double q_, inverse_;
  std::uint64_t integer_;
};

}  // namespace he::ring
