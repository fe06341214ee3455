#include "he/secret/more/key.h"

#include <doctest/doctest.h>

#include <cmath>

#include "he/error.h"
#include "support/encryption.h"

using namespace he;
using secret::MoreKey;

namespace {

/// The key with S = [2 1; 1 1]: S⁻¹ = [1 −1; −1 2], P = [2 −2; 1 −1], Q = ±[3 −4; 2 −3].
std::unique_ptr<MoreKey> key_by_hand(double sign = 1) {
  return MoreKey::restore({{"similarity", {2, 2}, {2, 1, 1, 1}}, {"plane_sign", {}, {sign}}},
                          SecretBytes(32, 7));
}

}  // namespace

TEST_CASE("a ciphertext worked by hand decrypts: S diag(3, 5) S⁻¹ = [1 4; −2 7]") {
  const std::vector<double> ciphertext = {1, 4, -2, 7};
  double message = 0;
  key_by_hand()->decrypt(ciphertext, {&message, 1});
  CHECK(message == 3);
}

TEST_CASE("the public plane of a key worked by hand") {
  CHECK(key_by_hand(+1)->scheme().public_values.at("plane").values == std::vector<double>{3, -4, 2, -3});
  CHECK(key_by_hand(-1)->scheme().public_values.at("plane").values == std::vector<double>{-3, 4, -2, 3});
}

TEST_CASE("a ciphertext has the eigenvalues m and r: trace m + r, determinant m·r") {
  test::Encryption encryption(5);
  const std::vector<double> m = test::normal_numbers(1000, 3);
  const std::vector<double> c = encryption.encrypt(m, 1);
  const auto [low, high] = std::minmax_element(m.begin(), m.end());
  const double width = *high - *low;
  for (std::size_t i = 0; i < m.size(); ++i) {
    const double r = c[4 * i] + c[4 * i + 3] - m[i];
    CHECK(c[4 * i] * c[4 * i + 3] - c[4 * i + 1] * c[4 * i + 2] ==
          doctest::Approx(m[i] * r).epsilon(1e-9).scale(1));
    // Uniform masks lie in the observed range, widened by 10 % on both sides.
    CHECK(r >= *low - 0.1 * width - 1e-12);
    CHECK(r <= *high + 0.1 * width + 1e-12);
  }
}

TEST_CASE("what is encrypted decrypts to itself, for many keys") {
  const std::vector<double> m = test::normal_numbers(64, 4);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    test::Encryption encryption(seed);
    CHECK(test::largest_difference(m, encryption.decrypt(encryption.encrypt(m, 8))) < 1e-14);
  }
}

TEST_CASE("generated keys are well conditioned and never have orthogonal columns") {
  int positive = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto key = MoreKey::generate(secret::RandomSource(seed));
    const auto values = key->secret_values();
    const auto& s = values[0].values;
    // Singular values of a 2x2 matrix: (σ₁ ± σ₂)² = ‖S‖² ± 2|det S|.
    const double norm = s[0] * s[0] + s[1] * s[1] + s[2] * s[2] + s[3] * s[3],
                 det = std::fabs(s[0] * s[3] - s[1] * s[2]);
    const double sum = std::sqrt(norm + 2 * det), gap = std::sqrt(std::max(0.0, norm - 2 * det));
    const double condition = (sum + gap) / (sum - gap);
    CHECK(condition >= 1.25 - 1e-9);
    CHECK(condition <= 4 + 1e-9);
    const double cosine =
        (s[0] * s[1] + s[2] * s[3]) / std::sqrt((s[0] * s[0] + s[2] * s[2]) * (s[1] * s[1] + s[3] * s[3]));
    CHECK(std::fabs(cosine) > 0.05);
    positive += values[1].values[0] > 0;
  }
  CHECK(positive > 180);  // the sign of Q is a fair coin: 250 ± 6 standard deviations of 11
  CHECK(positive < 320);
}

TEST_CASE("keys from the system's generator differ, keys from one seed do not") {
  const auto id = [](const secret::RandomSource& random) {
    return MoreKey::generate(random)->scheme().key_id;
  };
  CHECK(id(secret::RandomSource()) != id(secret::RandomSource()));
  CHECK(id(secret::RandomSource(9)) == id(secret::RandomSource(9)));
  CHECK(id(secret::RandomSource(9)) != id(secret::RandomSource(10)));
  CHECK(id(secret::RandomSource(9)).size() == 32);
}

TEST_CASE("numbers that are no key are refused") {
  const auto restore = [](std::vector<secret::SecretValues> values) {
    return MoreKey::restore(values, SecretBytes(32));
  };
  CHECK_THROWS_AS(restore({}), DataError);
  CHECK_THROWS_AS(restore({{"similarity", {2, 2}, {1, 2, 2, 4}}, {"plane_sign", {}, {1}}}),
                  DataError);  // singular
  CHECK_THROWS_AS(restore({{"similarity", {2, 2}, {2, 1, 1, 1}}, {"plane_sign", {}, {0.5}}}), DataError);
  CHECK_THROWS_AS(restore({{"similarity", {3}, {2, 1, 1}}, {"plane_sign", {}, {1}}}), DataError);
}

TEST_CASE("a key keeps its public matrix and id where another build computes the last bit differently") {
  const auto key = MoreKey::generate(secret::RandomSource(3));
  SchemeInfo stored = key->scheme();
  double& q = stored.public_values.at("plane").values[1];
  q = std::nextafter(q, 10.0);
  stored.key_id = key_id_of(stored);
  CHECK(stored.key_id != key->scheme().key_id);
  const auto values = key->secret_values();
  CHECK(MoreKey::restore(values, SecretBytes(32), stored)->scheme().key_id == stored.key_id);
  q += 1e-6;
  stored.key_id = key_id_of(stored);
  CHECK_THROWS_AS(MoreKey::restore(values, SecretBytes(32), stored), DataError);
}
