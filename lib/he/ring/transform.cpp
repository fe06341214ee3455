#include "he/ring/transform.h"

#include <bit>
#include <string>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"

namespace he::ring {
namespace {

/// Powers of ψ as kernels take them.
class Powers {
 public:
  Powers(const Modulus& modulus, std::size_t degree) : modulus_(modulus), values_(2 * degree) {
    const std::uint64_t q = modulus.value(), root = primitive_root(q, degree);
    std::uint64_t power = 1;
    for (double& value : values_) {
      value = modulus.balanced(power);
      power = multiply_modulo(power, root, q);
    }
  }

  /// ψ^k for k below 4N; ψ^2N = −1.
  double operator()(std::size_t k) const {
    return k < values_.size() ? values_[k] : -values_[k - values_.size()];
  }
  std::array<double, 2> with_quotient(double w) const { return {w, w / modulus_.constants().q}; }
  std::array<double, 2> pair(std::size_t k) const { return with_quotient((*this)(k)); }

 private:
  const Modulus& modulus_;
  std::vector<double> values_;
};

void set(double (&pair)[2], const std::array<double, 2>& value) {
  pair[0] = value[0];
  pair[1] = value[1];
}

/// Split at ψ^(N/2), as X^N = I at the root; back by the inverse powers.
Twiddles twiddles_of(const Modulus& modulus, std::size_t degree, bool back) {
  const Powers power(modulus, degree);
  const auto order = static_cast<std::uint32_t>(4 * degree), first = static_cast<std::uint32_t>(degree / 2);
  return Twiddles(degree, order, first,
                  [&](std::uint32_t exponent) { return power.pair(back ? order - exponent : exponent); });
}

TransformTables tables_of(const Modulus& m, std::size_t degree, const Twiddles& forward,
                          const Twiddles& inverse) {
  const Powers power(m, degree);
  TransformTables t;
  t.degree = degree;
  t.modulus = m.constants();
  t.forward = forward.tables();
  t.inverse = inverse.tables();
  // −I·r = ψ^(2N + N + N/2); its inverse is ψ^(N/2), as 4N is the order of ψ.
  const std::size_t n = degree;
  const double scale = m.inverse(m.balanced(2 * n)), unfold_root = m.multiply(scale, power(n / 2));
  set(t.fold, power.pair(n));
  set(t.fold_root, power.pair(3 * n + n / 2));
  set(t.scale, power.with_quotient(scale));
  set(t.unfold_root, power.with_quotient(unfold_root));
  set(t.unfold, power.pair(3 * n));
  set(t.scale_first, power.with_quotient(m.multiply(scale, 2)));
  set(t.unfold_middle, power.with_quotient(m.multiply(unfold_root, 1 + power(3 * n))));
  return t;
}

std::size_t polynomials_of(std::span<const double> values, std::size_t degree) {
  if (values.size() % degree != 0)
    throw UsageError(std::to_string(values.size()) + " residues are not whole polynomials of degree " +
                     std::to_string(degree));
  return values.size() / degree;
}

}  // namespace

std::uint32_t exponent_at(std::size_t degree, std::size_t position) {
  const auto bits = static_cast<unsigned>(std::countr_zero(degree));
  return static_cast<std::uint32_t>(1 + 4 * reversed(leaf_at(position), bits));
}

std::size_t position_of(std::size_t degree, std::uint64_t exponent) {
  exponent %= 4 * degree;
  if (exponent % 4 == 3) exponent = 4 * degree - exponent;
  return leaf_at(reversed(exponent / 4, static_cast<unsigned>(std::countr_zero(degree))));
}

Transform::Transform(std::uint64_t prime, std::size_t degree)
    : modulus_(prime),
      forward_(twiddles_of(modulus_, degree, false)),
      inverse_(twiddles_of(modulus_, degree, true)),
      tables_(tables_of(modulus_, degree, forward_, inverse_)) {}

void Transform::forward(double* values) const { kernels().forward(tables_, values); }
void Transform::inverse(double* values) const { kernels().inverse(tables_, values); }

void Transform::forward(std::span<double> values) const {
  for (std::size_t i = polynomials_of(values, degree()); i-- > 0;) forward(values.data() + i * degree());
}

void Transform::inverse(std::span<double> values) const {
  for (std::size_t i = polynomials_of(values, degree()); i-- > 0;) inverse(values.data() + i * degree());
}

}  // namespace he::ring
