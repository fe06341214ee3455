#include "he/ring/encoding.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <string>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"

namespace he::ring {
namespace {

/// e^(2πi·numerator/denominator), rounded once.
std::array<double, 2> root_of_unity(double numerator, double denominator) {
  const long double angle = 2 * std::numbers::pi_v<long double> * numerator / denominator;
  return {static_cast<double>(std::cos(angle)), static_cast<double>(std::sin(angle))};
}

Twiddles complex_twiddles(std::size_t degree, double sign) {
  require_degree(degree);
  const auto order = static_cast<std::uint32_t>(degree / 2);
  return Twiddles(order, order, 0,
                  [&](std::uint32_t exponent) { return root_of_unity(sign * exponent, order); });
}

/// Where slot j lies: as a number of the cosine transform (cosines are even), of the sequence that takes even
/// numbers upwards and odd ones downwards (Makhoul, IEEE Transactions on ASSP 28, 1980), and of the complex
/// transform.
std::size_t place_of(std::size_t degree, std::uint32_t exponent) {
  const std::size_t n = degree, e = exponent < 2 * n ? exponent : 4 * n - exponent, number = (e - 1) / 2;
  const std::size_t place = number % 2 == 0 ? number / 2 : n - 1 - number / 2;
  const auto bits = static_cast<unsigned>(std::countr_zero(n)) - 1;
  return leaf_at(reversed(place / 2, bits)) + place % 2 * (n / 2);
}

void require_size(std::size_t size, std::size_t degree, const char* what) {
  if (size != degree)
    throw UsageError(std::to_string(size) + " " + what + " for a ring of degree " + std::to_string(degree));
}

}  // namespace

std::uint32_t slot_exponent(std::size_t degree, std::size_t slot) {
  return static_cast<std::uint32_t>(power_modulo(5, slot, 4 * degree));
}

Encoder::Encoder(std::size_t degree)
    : forward_(complex_twiddles(degree, 1)), inverse_(complex_twiddles(degree, -1)), places_(degree) {
  const std::size_t count = degree / 4 + 8;
  for (std::size_t i = 0; i < 4; ++i) {
    rotations_[i].resize(count);
    for (std::size_t k = 0; k < count; ++k)
      rotations_[i][k] =
          root_of_unity(static_cast<double>(k) * (i < 2 ? -1 : -5), 4 * static_cast<double>(degree))[i % 2];
  }
  std::uint32_t exponent = 1;
  for (std::uint32_t& place : places_) {
    place = static_cast<std::uint32_t>(place_of(degree, exponent));
    exponent = static_cast<std::uint32_t>(exponent * 5 % (4 * degree));
  }
  tables_ = {degree,
             forward_.tables(),
             inverse_.tables(),
             {rotations_[0].data(), rotations_[1].data()},
             {rotations_[2].data(), rotations_[3].data()},
             std::numbers::sqrt2 / 2};
}

void Encoder::to_coefficients(std::span<const double> slots, std::span<double> coefficients) const {
  require_size(slots.size(), degree(), "slots");
  require_size(coefficients.size(), degree(), "coefficients");
  for (std::size_t j = 0; j < slots.size(); ++j) coefficients[places_[j]] = slots[j];
  kernels().slots_to_coefficients(tables_, coefficients.data());
}

void Encoder::to_slots(std::span<double> coefficients, std::span<double> slots) const {
  require_size(slots.size(), degree(), "slots");
  require_size(coefficients.size(), degree(), "coefficients");
  kernels().coefficients_to_slots(tables_, coefficients.data());
  for (std::size_t j = 0; j < slots.size(); ++j) slots[j] = coefficients[places_[j]];
}

}  // namespace he::ring
