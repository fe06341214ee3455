#include "he/secret/ckks/secret_ring.h"

#include <cmath>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/pointwise.h"
#include "he/ring/rounding.h"

namespace he::secret::ckks {
namespace {

constexpr double kLargestShare = 0.25;

std::vector<ring::Transform> transforms_of(const Parameters& p) {
  std::vector<ring::Transform> transforms;
  for (const std::uint64_t q : p.moduli()) transforms.emplace_back(q, p.degree());
  return transforms;
}

std::vector<ring::ResidueNumberSystem> systems_of(const Parameters& p) {
  std::vector<ring::ResidueNumberSystem> systems;
  for (std::size_t limbs = 1; limbs <= p.limbs(); ++limbs)
    systems.emplace_back(std::span(p.moduli()).first(limbs));
  return systems;
}

}  // namespace

SecretRing::SecretRing(const Parameters& parameters, const SecretBytes& master)
    : parameters_(parameters),
      transforms_(transforms_of(parameters)),
      systems_(systems_of(parameters)),
      encoder_(parameters.degree()) {
  const std::size_t n = parameters.degree(), powers = ring::kMaxPowers - 1;
  SecretVector<double> secret(n);
  schemes::ckks::draw_ternary(sub_key(master, "secret"), 0, secret);
  const SecretVector<double> first = transformed(secret);
  powers_.resize(parameters.limbs() * powers * n);
  for (std::size_t limb = 0; limb < parameters.limbs(); ++limb) {
    double* row = powers_.data() + limb * powers * n;
    const std::span s(first.data() + limb * n, n);
    std::copy(s.begin(), s.end(), row);
    for (std::size_t k = 1; k < powers; ++k)
      ring::multiply(modulus(limb), s, {row + (k - 1) * n, n}, {row + k * n, n});
  }
}

std::span<const double> SecretRing::secret_power(std::size_t limb, std::size_t power) const {
  const std::size_t n = parameters_.degree();
  return {powers_.data() + (limb * (ring::kMaxPowers - 1) + power - 1) * n, n};
}

SecretVector<double> SecretRing::transformed(std::span<const double> integers) const {
  const std::size_t n = parameters_.degree();
  SecretVector<double> out(parameters_.limbs() * n);
  for (std::size_t limb = 0; limb < parameters_.limbs(); ++limb) {
    const std::span row(out.data() + limb * n, n);
    ring::reduce(modulus(limb), integers, row);
    transforms_[limb].forward(row.data());
  }
  return out;
}

SecretVector<double> SecretRing::encoded(std::span<const double> slots,
                                         std::span<const double> errors) const {
  const std::size_t n = parameters_.degree();
  SecretVector<double> coefficients(n), out(parameters_.limbs() * n), reduced(n);
  encoder_.to_coefficients(slots, coefficients);
  const ring::ScaledNumbers scaled(coefficients, parameters_.scale_bits());
  for (std::size_t limb = 0; limb < parameters_.limbs(); ++limb) {
    const std::span row(out.data() + limb * n, n);
    scaled.residues(modulus(limb), row);
    ring::reduce(modulus(limb), errors, reduced);
    ring::add(modulus(limb), row, reduced, row);
    transforms_[limb].forward(row.data());
  }
  return out;
}

void SecretRing::subtract_product(std::size_t limb, std::span<const double> a, std::size_t power,
                                  std::span<double> sum) const {
  SecretVector<double> product(sum.size());
  ring::multiply(modulus(limb), a, secret_power(limb, power), product);
  ring::subtract(modulus(limb), sum, product, sum);
}

void SecretRing::add_product(std::size_t limb, std::span<const double> a, std::size_t power,
                             std::span<double> sum) const {
  ring::multiply_add(modulus(limb), a, secret_power(limb, power), sum, sum);
}

void SecretRing::decode(std::span<double> polynomial, std::size_t limbs, int scale_bits,
                        std::span<double> slots) const {
  const std::size_t n = parameters_.degree();
  for (std::size_t limb = 0; limb < limbs; ++limb) transforms_[limb].inverse(polynomial.data() + limb * n);
  const ring::ResidueNumberSystem& system = systems_[limbs - 1];
  system.to_digits(polynomial);
  SecretVector<double> coefficients(n);
  const double share = system.to_numbers(polynomial, std::ldexp(1.0L, scale_bits), coefficients);
  if (!(share <= kLargestShare))
    throw DataError(
        "a ciphertext has outgrown the modulus of its key, and its numbers would mean nothing: the file is "
        "damaged, or what computed it went beyond its plan");
  encoder_.to_slots(coefficients, slots);
}

}  // namespace he::secret::ckks
