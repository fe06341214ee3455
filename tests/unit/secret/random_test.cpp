#include "he/secret/random.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <set>

using namespace he::secret;

TEST_CASE("a stream is ChaCha20 under the hash of the seed, with the stream's number as nonce") {
  // Independent of the class: BLAKE2b-256 of the seed's 8 bytes is the key; 12 bits less give a mantissa.
  unsigned char key[32], stream[64];
  const std::uint64_t seed = 42, number = 3;
  REQUIRE(sodium_init() >= 0);
  crypto_generichash(key, sizeof key, reinterpret_cast<const unsigned char*>(&seed), sizeof seed, nullptr, 0);
  crypto_stream_chacha20(stream, sizeof stream, reinterpret_cast<const unsigned char*>(&number), key);
  const RandomSource source(seed);
  RandomStream fresh(source, number);
  std::vector<double> values(8);
  fresh.uniform(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t bits;
    std::memcpy(&bits, stream + 8 * i, 8);
    CHECK(values[i] == std::ldexp(static_cast<double>(bits >> 12), -52));
  }
}

TEST_CASE("streams of different numbers and sources differ; a stream does not repeat") {
  const RandomSource source(1), other;
  std::set<double> seen;
  for (std::uint64_t number = 0; number < 50; ++number) {
    RandomStream stream(source, number), free(other, number);
    for (int i = 0; i < 20; ++i) {
      seen.insert(stream.uniform());
      seen.insert(free.uniform());
    }
  }
  CHECK(seen.size() == 2000);
}

TEST_CASE("uniform and normal numbers have the moments of their distributions") {
  const RandomSource source(7);
  RandomStream stream(source, 1);
  constexpr std::size_t n = 1u << 20;
  std::vector<double> values(n);
  const auto moment = [&](int power) {
    double sum = 0;
    for (double v : values) sum += std::pow(v, power);
    return sum / n;
  };
  stream.uniform(values);
  CHECK(moment(1) == doctest::Approx(0.5).epsilon(0.003));
  CHECK(moment(2) == doctest::Approx(1.0 / 3).epsilon(0.004));
  CHECK(*std::max_element(values.begin(), values.end()) < 1);
  CHECK(*std::min_element(values.begin(), values.end()) >= 0);
  stream.normal(values);  // moments 0, 1, 0, 3
  CHECK(std::fabs(moment(1)) < 0.005);
  CHECK(moment(2) == doctest::Approx(1).epsilon(0.007));
  CHECK(std::fabs(moment(3)) < 0.02);
  CHECK(moment(4) == doctest::Approx(3).epsilon(0.03));
}

TEST_CASE("below() takes every value equally often") {
  const RandomSource source(11);
  RandomStream stream(source, 0);
  std::vector<int> counts(6, 0);
  for (int i = 0; i < 60000; ++i) ++counts[stream.below(6)];
  for (int count : counts) CHECK(std::abs(count - 10000) < 550);  // six standard deviations of 91
}
