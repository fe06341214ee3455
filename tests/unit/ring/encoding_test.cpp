#include "he/ring/encoding.h"

#include <doctest/doctest.h>

#include <numbers>
#include <set>

#include "he/error.h"
#include "he/ring/pointwise.h"
#include "he/ring/rounding.h"
#include "he/ring/transform.h"
#include "ring/samples.h"

namespace he::ring {

namespace {

std::vector<double> random_numbers(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> distribution(-1, 1);
  std::vector<double> numbers(count);
  for (double& number : numbers) number = distribution(generator);
  return numbers;
}

/// cos(πk·e/2N) in extended precision, from an angle below 2π.
long double cosine(std::size_t k, std::uint64_t exponent, std::size_t degree) {
  return std::cos(std::numbers::pi_v<long double> * static_cast<long double>(k * exponent % (4 * degree)) /
                  static_cast<long double>(2 * degree));
}

double largest_difference(std::span<const double> a, std::span<const double> b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::fabs(a[i] - b[i]));
  return largest;
}

}  // namespace

TEST_CASE("powers of 5 are the odd exponents up to sign") {
  for (const std::size_t degree : test::kRingDegrees) {
    std::set<std::uint32_t> exponents;
    std::uint64_t power = 1;
    for (std::size_t j = 0; j < degree; ++j, power = power * 5 % (4 * degree)) {
      const auto e = static_cast<std::uint32_t>(power);
      exponents.insert(std::min(e, static_cast<std::uint32_t>(4 * degree) - e));
      if (j % 97 == 0) CHECK(slot_exponent(degree, j) == e);
    }
    CHECK(power == 1);
    CHECK(exponents.size() == degree);
  }
}

TEST_CASE("coefficients are the cosine sums of the slots") {
  for (const std::size_t degree : {1024, 2048, 4096}) {
    const Encoder encoder(degree);
    const std::vector<double> slots = random_numbers(degree, 1);
    Doubles coefficients(degree);
    encoder.to_coefficients(slots, coefficients);
    for (const std::size_t k : {std::size_t(0), std::size_t(1), std::size_t(8), degree / 4, degree / 2 - 1,
                                degree / 2, degree / 2 + 1, 3 * degree / 4, degree - 8, degree - 1}) {
      long double sum = 0;
      for (std::size_t j = 0; j < degree; ++j) sum += slots[j] * cosine(k, slot_exponent(degree, j), degree);
      CHECK(std::fabs(coefficients[k] - static_cast<double>(sum / static_cast<long double>(degree))) <
            4e-16 / std::sqrt(static_cast<double>(degree)));  // coefficients are some 0.6/√N
    }
  }
}

TEST_CASE("slots are the values at the powers of 5") {
  for (const std::size_t degree : {1024, 2048, 4096}) {
    const Encoder encoder(degree);
    const std::vector<double> coefficients = random_numbers(degree, 2);
    std::vector<double> work = coefficients, slots(degree);
    encoder.to_slots(work, slots);
    for (const std::size_t j : {std::size_t(0), std::size_t(1), std::size_t(100), degree / 2, degree - 1}) {
      long double sum = coefficients[0];
      for (std::size_t k = 1; k < degree; ++k)
        sum += 2 * coefficients[k] * cosine(k, slot_exponent(degree, j), degree);
      CHECK(std::fabs(slots[j] - static_cast<double>(sum)) < 1e-15 * std::sqrt(static_cast<double>(degree)));
    }
  }
}

TEST_CASE("slots come back, of every degree, and the same bits on every set of kernels") {
  for (const std::size_t degree : test::kRingDegrees) {
    const Encoder encoder(degree);
    const std::vector<double> slots = random_numbers(degree, 3);
    Doubles first;
    std::vector<double> first_slots;
    test::with_all_kernels([&] {
      Doubles coefficients(degree);
      std::vector<double> back(degree);
      encoder.to_coefficients(slots, coefficients);
      if (first.empty()) first = coefficients;
      CHECK(coefficients == first);
      encoder.to_slots(coefficients, back);
      CHECK(largest_difference(slots, back) < 3e-15);
      if (first_slots.empty()) first_slots = back;
      CHECK(back == first_slots);
    });
  }
}

TEST_CASE("a constant in all slots is the constant polynomial") {
  const std::size_t degree = 1024;
  Doubles coefficients(degree);
  Encoder(degree).to_coefficients(std::vector<double>(degree, 2.5), coefficients);
  CHECK(std::fabs(coefficients[0] - 2.5) < 1e-15);
  coefficients[0] = 0;
  CHECK(largest_difference(coefficients, Doubles(degree, 0)) < 1e-15);
}

TEST_CASE("the basis is orthogonal: the squares of slots and coefficients have the same sums") {
  const std::size_t degree = 4096;
  const std::vector<double> slots = random_numbers(degree, 4);
  Doubles a(degree);
  Encoder(degree).to_coefficients(slots, a);
  double of_slots = 0, of_coefficients = -a[0] * a[0];
  for (std::size_t i = 0; i < degree; ++i) {
    of_slots += slots[i] * slots[i];
    of_coefficients += 2 * a[i] * a[i];
  }
  CHECK(std::fabs(static_cast<double>(degree) * of_coefficients / of_slots - 1) < 1e-13);
}

TEST_CASE("a product of encoded slots is the product of the slots") {
  const std::size_t degree = 1024;
  const Modulus q = test::sample_moduli(degree)[4];
  const Transform transform(q.value(), degree);
  const Encoder encoder(degree);
  const std::vector<double> x = random_numbers(degree, 5), y = random_numbers(degree, 6);
  std::vector<Doubles> encoded(2, Doubles(degree));
  for (std::size_t i = 0; i < 2; ++i) {
    Doubles coefficients(degree);
    encoder.to_coefficients(i == 0 ? x : y, coefficients);
    ScaledNumbers(coefficients, 20).residues(q, encoded[i]);
    transform.forward(encoded[i].data());
  }
  multiply(q, encoded[0], encoded[1], encoded[0]);
  transform.inverse(encoded[0].data());
  for (double& value : encoded[0]) value *= 0x1p-40;
  std::vector<double> product(degree);
  encoder.to_slots(encoded[0], product);
  double largest = 0;
  for (std::size_t j = 0; j < degree; ++j) largest = std::max(largest, std::fabs(product[j] - x[j] * y[j]));
  CHECK(largest < 0x1p-12);  // rounding errors of deviation √(N/6)·2^-20
}

TEST_CASE("wrong sizes are refused") {
  CHECK_THROWS_AS(Encoder(1000), UsageError);
  const Encoder encoder(1024);
  std::vector<double> right(1024), wrong(1023);
  CHECK_THROWS_WITH_AS(encoder.to_coefficients(wrong, right), "1023 slots for a ring of degree 1024",
                       UsageError);
  CHECK_THROWS_AS(encoder.to_coefficients(right, wrong), UsageError);
  CHECK_THROWS_AS(encoder.to_slots(wrong, right), UsageError);
  CHECK_THROWS_AS(encoder.to_slots(right, wrong), UsageError);
}

}  // namespace he::ring
