#include "he/ring/modulus.h"

#include "he/ring/primes.h"

namespace he::ring {

double Modulus::multiply(double a, double b) const {
  return balanced(multiply_modulo(least(a), least(b), value_));
}

double Modulus::inverse(double a) const { return balanced(inverse_modulo(least(a), value_)); }

double Modulus::power_of_two(unsigned exponent) const { return balanced(power_modulo(2, exponent, value_)); }

}  // namespace he::ring
