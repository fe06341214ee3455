// Hybrid MORE: the schoolbook form, on coefficients modulo the public polynomial, and what a key must be.

#include <doctest/doctest.h>

#include <set>

#include "he/error.h"
#include "he/schemes/more/polynomial.h"
#include "he/tensor/training_evaluator.h"
#include "support/encryption.h"

using namespace he;
using secret::MoreKey;

namespace {

using Matrix = std::array<double, 4>;
using Polynomial = std::vector<Matrix>;  ///< coefficients, the constant first

Matrix product(const Matrix& x, const Matrix& y) {
  return {x[0] * y[0] + x[1] * y[2], x[0] * y[1] + x[1] * y[3], x[2] * y[0] + x[3] * y[2],
          x[2] * y[1] + x[3] * y[3]};
}

/// x += factor·y
void add(Matrix& x, double factor, const Matrix& y) {
  for (std::size_t j = 0; j < 4; ++j) x[j] += factor * y[j];
}

/// The product of two polynomials over 2x2 matrices, as at school, and its remainder modulo the monic p_d.
Polynomial product(const Polynomial& x, const Polynomial& y, const std::vector<double>& modulus) {
  const std::size_t d = x.size();
  Polynomial z(2 * d - 1, Matrix{});
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t k = 0; k < d; ++k) add(z[i + k], 1, product(x[i], y[k]));
  for (std::size_t top = 2 * d - 2; top >= d; --top)  // x^top = −x^(top−d)·(p_d without its leading term)
    for (std::size_t k = 0; k < d; ++k) add(z[top - d + k], -modulus[k], z[top]);
  z.resize(d);
  return z;
}

Polynomial ciphertext(const std::vector<double>& payload, std::size_t index, std::size_t degree) {
  Polynomial p(degree);
  for (std::size_t k = 0; k < degree; ++k)
    std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(4 * (degree * index + k)), 4, p[k].begin());
  return p;
}

const std::vector<double>& modulus_of(const SchemeInfo& scheme) {
  return scheme.public_values.at("polynomial").values;
}

}  // namespace

TEST_CASE("the product in evaluation form is the schoolbook product modulo the public polynomial") {
  constexpr std::size_t n = 200;
  for (std::size_t degree = 2; degree <= 8; ++degree) {
    CAPTURE(degree);
    test::Encryption encryption(3, degree);
    const auto evaluator = schemes::make_evaluator(encryption.scheme());
    const auto a = encryption.encrypt(test::normal_numbers(n, 1), 1),
               b = encryption.encrypt(test::normal_numbers(n, 2), 1);
    std::vector<double> schoolbook;
    for (std::size_t i = 0; i < n; ++i)
      for (const Matrix& c :
           product(ciphertext(a, i, degree), ciphertext(b, i, degree), modulus_of(encryption.scheme())))
        schoolbook.insert(schoolbook.end(), c.begin(), c.end());
    const auto product =
        test::stored(*evaluator, evaluator->multiply(evaluator->load(a, n, {1}), evaluator->load(b, n, {1})));
    CHECK(test::largest_difference(schoolbook, product) < encryption.tolerance(1e-13));
    // And it is the product of the numbers.
    const auto x = encryption.decrypt(a), y = encryption.decrypt(b), z = encryption.decrypt(schoolbook);
    for (std::size_t i = 0; i < n; ++i) CHECK(std::fabs(x[i] * y[i] - z[i]) < encryption.tolerance(1e-12));
  }
}

TEST_CASE("a number worked by hand decrypts: p(x) = 3 + 4x at the true root 1/2 of x² − 1/4") {
  // S = [2 1; 1 1]: P = [2 −2; 1 −1]. The coefficients 3 and 4 with masks 5 and 6: rI + (m − r)P.
  SchemeInfo scheme;
  scheme.name = "hybrid";
  scheme.public_values["plane"] = {{2, 2}, {3, -4, 2, -3}};
  scheme.public_values["polynomial"] = {{3}, {-0.25, 0, 1}};
  scheme.key_id = key_id_of(scheme);
  const auto key = [&](double true_point) {
    return MoreKey::restore(
        {{"similarity", {2, 2}, {2, 1, 1, 1}}, {"plane_sign", {}, {1}}, {"true_point", {}, {true_point}}},
        SecretBytes(32, 7), scheme);
  };
  const std::vector<double> ciphertext = {1, 4, -2, 7, 2, 4, -2, 8};
  double message = 0;
  key(0.5)->decrypt(ciphertext, {&message, 1});
  CHECK(message == doctest::Approx(5));  // 3 + 4/2
  key(-0.5)->decrypt(ciphertext, {&message, 1});
  CHECK(message == doctest::Approx(1));  // 3 − 4/2
  CHECK_THROWS_AS(key(0.4), DataError);  // no root
  scheme.public_values["polynomial"] = {{3}, {-0.16, 0, 1}};
  CHECK_THROWS_AS(key(0.4), DataError);  // not the polynomial of the key id
  scheme.key_id = key_id_of(scheme);
  CHECK_NOTHROW(key(0.4));
}

TEST_CASE(
    "a ciphertext holds its message in one of 2d channels; uniform masks in the others look like data") {
  constexpr std::size_t n = 2000;
  const std::vector<double> m = test::normal_numbers(n, 3);
  const auto [low, high] = std::minmax_element(m.begin(), m.end());
  const double margin = 0.1 * (*high - *low) + 1e-9;
  for (std::size_t degree = 1; degree <= 8; ++degree) {
    CAPTURE(degree);
    test::Encryption encryption(5, degree);
    CHECK(encryption.key().mask_channels() == 2 * degree - 1);
    const auto evaluator = schemes::make_evaluator(encryption.scheme());
    const auto planes = dynamic_cast<const TrainingEvaluator&>(*evaluator)
                            .snapshot(evaluator->load(encryption.encrypt(m, 1), n, {1}));
    std::size_t messages = 0;
    for (std::size_t c = 0; c < 2 * degree; ++c) {
      std::vector<double> channel(n);
      for (std::size_t i = 0; i < n; ++i) {
        const double a = planes[(c / 2 * 2) * n + i], b = planes[(c / 2 * 2 + 1) * n + i];
        channel[i] = c % 2 == 0 ? a + b : a - b;
      }
      const auto [least, most] = std::minmax_element(channel.begin(), channel.end());
      CHECK(*least >= *low - margin);
      CHECK(*most <= *high + margin);
      CHECK(*most - *least > 0.98 * (*high - *low));
      messages += test::largest_difference(m, channel) < 1e-10;
    }
    CHECK(messages == 1);
  }
}

TEST_CASE("keys of Hybrid MORE: roots near Chebyshev's nodes, any of them true, ids of the polynomial, too") {
  for (std::size_t degree = 2; degree <= 8; ++degree) {
    std::set<std::size_t> true_ones;
    std::set<double> first_roots;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const auto key = MoreKey::generate(secret::RandomSource(seed), degree);
      CHECK(key->scheme().name == "hybrid");
      const auto roots = schemes::hybrid::evaluation_map_of(key->scheme()).points();
      REQUIRE(roots.size() == degree);
      const double d = static_cast<double>(degree);
      for (std::size_t i = 0; i < degree; ++i) {
        const double node = -std::cos((2 * static_cast<double>(i) + 1) * std::acos(-1.0) / (2 * d));
        CHECK(std::fabs(roots[i] - node) < 0.05 / d + 1e-12);
        if (roots[i] == key->secret_values()[2].values[0]) true_ones.insert(i);
      }
      first_roots.insert(roots[0]);
      SchemeInfo other = key->scheme();
      other.public_values.at("polynomial").values[0] += 1e-9;
      CHECK(key_id_of(other) != key->scheme().key_id);
    }
    CHECK(true_ones.size() == degree);  // each is missed with a probability of (1 − 1/d)^60
    CHECK(first_roots.size() == 60);
  }
}

TEST_CASE("near coincidences with the message are drawn anew in every channel") {
  // Constant numbers, decoys that equal them: all 2d − 1 masks of each coincide.
  const std::vector<double> values(50, 7.0);
  const secret::RandomSource random(1);
  const auto key = MoreKey::generate(random, 3);
  const secret::MaskDistribution distribution(secret::MaskKind::decoy, test::statistics(values, 1));
  secret::RandomStream stream(random, 1);
  secret::MaskBlock masks(distribution, stream, std::vector<std::span<const double>>(5, values));
  std::vector<double> payload(12 * values.size());
  key->encrypt(values, masks, payload);
  CHECK(masks.redrawn() == 5 * values.size());
}
