#include "he/schemes/ckks/sampling.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <map>
#include <vector>

using he::SecretBytes;
namespace ckks = he::schemes::ckks;

namespace {

constexpr std::size_t kSampled = 1 << 18;
const SecretBytes kKey(32, 7);

}  // namespace

TEST_CASE("a ternary polynomial has each value as often as the others") {
  std::vector<double> out(kSampled);
  ckks::draw_ternary(kKey, 0, out);
  std::map<double, double> counts;
  for (const double x : out) ++counts[x];
  REQUIRE(counts.size() == 3);
  // Standard deviation sqrt(n·(1/3)·(2/3)); five of them.
  for (const double value : {-1.0, 0.0, 1.0})
    CHECK(std::fabs(counts[value] - kSampled / 3.0) < 5 * std::sqrt(kSampled * 2 / 9.0));
}

TEST_CASE("errors are centred binomial of 21 + 21 bits") {
  std::vector<double> out(kSampled);
  ckks::draw_centred_binomial(kKey, 0, out);
  double sum = 0, squares = 0, zeros = 0;
  for (const double x : out) {
    REQUIRE(std::fabs(x) <= ckks::kMaxError);
    REQUIRE(x == std::floor(x));
    sum += x;
    squares += x * x;
    zeros += x == 0;
  }
  const double n = kSampled;
  CHECK(std::fabs(sum / n) < 5 * std::sqrt(10.5 / n));
  // Variance 42/4; that of a square is 3σ⁴ − 21/4 − σ⁴ < 2σ⁴.
  CHECK(std::fabs(squares / n - 10.5) < 5 * 10.5 * std::sqrt(2 / n));
  // P(0) = C(42, 21)/2^42 = 538257874440/4398046511104.
  const double p = 538257874440.0 / 4398046511104.0;
  CHECK(std::fabs(zeros - n * p) < 5 * std::sqrt(n * p * (1 - p)));
}

TEST_CASE("an error counts bits of the key stream") {
  std::vector<double> out(64);
  ckks::draw_centred_binomial(kKey, 3, out);
  std::vector<std::uint64_t> stream(64);
  const unsigned char nonce[8] = {3};
  crypto_stream_chacha20(reinterpret_cast<unsigned char*>(stream.data()), 512, nonce, kKey.data());
  for (std::size_t i = 0; i < 64; ++i)
    CHECK(out[i] == std::popcount(stream[i] & 0x1fffff) - std::popcount(stream[i] >> 21 & 0x1fffff));
}

TEST_CASE("nonces have nothing in common") {
  std::vector<double> a(64), b(64);
  ckks::draw_ternary(kKey, 0, a);
  ckks::draw_ternary(kKey, 1, b);
  CHECK(a != b);
}
