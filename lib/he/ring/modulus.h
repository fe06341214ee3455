#pragma once

#include <cstdint>

namespace he::ring {

/// What kernels know of a modulus q.
struct ModulusConstants {
  double q;        ///< the modulus
  double inverse;  ///< 1/q, rounded
};

/// A prime modulus, and single residues modulo it. Residues are integers in doubles, canonical: the
/// representative of |r| <= (q − 1)/2, which is unique as q is odd. None of these functions is for loops or
/// secrets: their time depends on the values.
class Modulus {
 public:
  explicit Modulus(std::uint64_t prime)
      : value_(prime), constants_{static_cast<double>(prime), 1.0 / static_cast<double>(prime)} {}

  std::uint64_t value() const { return value_; }
  const ModulusConstants& constants() const { return constants_; }

  /// The residue of any integer.
  double balanced(std::uint64_t x) const {
    const std::uint64_t r = x % value_;
    return r > value_ / 2 ? -static_cast<double>(value_ - r) : static_cast<double>(r);
  }
  /// The least number that is not negative, of an integer of |x| < 2^63.
  std::uint64_t least(double x) const {
    const std::int64_t q = static_cast<std::int64_t>(value_), r = static_cast<std::int64_t>(x) % q;
    return static_cast<std::uint64_t>(r < 0 ? r + q : r);
  }
  double multiply(double a, double b) const;
  /// Of a residue that is not 0.
  double inverse(double a) const;
  /// 2^exponent.
  double power_of_two(unsigned exponent) const;

 private:
  std::uint64_t value_;
  ModulusConstants constants_;
};

}  // namespace he::ring
