#include "he/nn/public_random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "he/error.h"
#include "support/moments.h"

using namespace he;
using namespace he::nn;
using test::mean;
using test::variance;

namespace {

template <typename Draw>
std::vector<double> drawn(std::size_t count, Draw draw) {
  std::vector<double> numbers(count);
  std::generate(numbers.begin(), numbers.end(), draw);
  return numbers;
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the known answers of its authors (Random123, kat_vectors)") {
  using Words = std::array<std::uint32_t, 4>;
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("A stream is Philox of (place, stream) under the seed, two numbers a block, low word first") {
  PublicRandom zero(0, 0);
  CHECK(zero.bits() == 0xe169c58d6627e8d5);
  CHECK(zero.bits() == 0x9b00dbd8bc57ac4c);
  PublicRandom other(0x0000000200000001, 0x0000000400000003);
  other.bits(), other.bits();
  const auto second = philox({1, 0, 3, 4}, {1, 2});
  CHECK(other.bits() == (std::uint64_t{second[1]} << 32 | second[0]));
  // The first of these bits as a fraction: 0xe169c58d6627e8d5 / 2^64 = 0.88052019…, cut to 53 bits.
  const double first = PublicRandom(0, 0).uniform();
  CHECK(first == std::floor(std::ldexp(0xe169c58d6627e8d5p-64, 53)) / 9007199254740992.0);
}

TEST_CASE("Streams of different use, place or seed differ; the same one is the same again") {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed : {0, 1})
    for (StreamUse use : {StreamUse::initial_weights, StreamUse::shuffle, StreamUse::dropout})
      for (std::uint32_t a : {0u, 1u, 0xffffffu})
        for (std::uint32_t b : {0u, 1u, 0xffffffffu})
          first.insert(PublicRandom(seed, stream_of(use, a, b)).bits());
  CHECK(first.size() == 2 * 3 * 3 * 3);
  CHECK(PublicRandom(5, 7).bits() == PublicRandom(5, 7).bits());
  CHECK_THROWS_AS(stream_of(StreamUse::dropout, 1u << 24), UsageError);
}

TEST_CASE("Neighbouring streams are not correlated: |r| < 5/sqrt(n) over 100,000 pairs") {
  constexpr std::size_t n = 100'000;
  PublicRandom a(1, stream_of(StreamUse::dropout, 0)), b(1, stream_of(StreamUse::dropout, 1));
  const double covariance = mean(drawn(n, [&] { return (a.uniform() - 0.5) * (b.uniform() - 0.5); }));
  CHECK(std::abs(covariance * 12) < 5 / std::sqrt(static_cast<double>(n)));
}

TEST_CASE("Distributions have the moments of their formulas, within five standard errors") {
  constexpr std::size_t n = 200'000;
  const double root = std::sqrt(static_cast<double>(n));
  PublicRandom random(3, 4);
  const auto uniform = drawn(n, [&] { return random.uniform(); });
  CHECK(std::abs(mean(uniform) - 0.5) < 5 * std::sqrt(1.0 / 12) / root);
  CHECK(std::abs(variance(uniform) - 1.0 / 12) < 5 * std::sqrt(1.0 / 180) / root);  // E(x−½)⁴ − 1/144 = 1/180
  CHECK(*std::min_element(uniform.begin(), uniform.end()) >= 0);
  CHECK(*std::max_element(uniform.begin(), uniform.end()) < 1);

  const auto normal = drawn(n, [&] { return random.normal(); });
  CHECK(std::abs(mean(normal)) < 5 / root);
  CHECK(std::abs(variance(normal) - 1) < 5 * std::sqrt(2.0) / root);
  const auto beyond = std::count_if(normal.begin(), normal.end(), [](double x) { return std::abs(x) > 2; });
  CHECK(std::abs(static_cast<double>(beyond) / static_cast<double>(n) - std::erfc(std::sqrt(2.0))) <
        5 * std::sqrt(0.0455 * 0.9545) / root);

  // Cut at ±2: variance 1 − 2·2·φ(2)/(Φ(2) − Φ(−2)) = 0.7737 = 0.8796².
  const auto truncated = drawn(n, [&] { return random.truncated_normal(); });
  const double density = std::exp(-2.0) / std::sqrt(2 * 3.14159265358979323846);
  CHECK(std::abs(variance(truncated) - (1 - 4 * density / std::erf(std::sqrt(2.0)))) < 5 / root);
  CHECK(*std::max_element(truncated.begin(), truncated.end()) <= 2);
  CHECK(*std::min_element(truncated.begin(), truncated.end()) >= -2);
}

TEST_CASE("Bounded numbers reach every value alike, also where the bound is above half of the range") {
  PublicRandom random(1, 2);
  std::array<int, 3> counts{};
  for (int i = 0; i < 30'000; ++i) ++counts[random.below(3)];
  for (int count : counts) CHECK(std::abs(count - 10'000) < 5 * 82);  // sqrt(30000·1/3·2/3) = 81.6
  const std::uint64_t bound = 3ull << 62;  // 3/4 of 2^64: modulo alone would give the first third half of all
  int first_third = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::uint64_t draw = random.below(bound);
    REQUIRE(draw < bound);
    first_third += draw < bound / 3;
  }
  CHECK(std::abs(first_third - 10'000) < 5 * 82);
}

TEST_CASE("A permutation holds every number once, and every order comes alike") {
  auto order = permutation(1000, 9, stream_of(StreamUse::shuffle, 0));
  CHECK(order == permutation(1000, 9, stream_of(StreamUse::shuffle, 0)));
  CHECK(order != permutation(1000, 9, stream_of(StreamUse::shuffle, 1)));
  CHECK(order != permutation(1000, 10, stream_of(StreamUse::shuffle, 0)));
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < 1000; ++i) REQUIRE(order[i] == i);
  CHECK(permutation(0, 1, 1).empty());
  CHECK(permutation(1, 1, 1) == std::vector<std::uint32_t>{0});

  std::map<std::vector<std::uint32_t>, int> counts;
  for (std::uint32_t epoch = 0; epoch < 12'000; ++epoch)
    ++counts[permutation(3, 1, stream_of(StreamUse::shuffle, epoch))];
  CHECK(counts.size() == 6);
  for (const auto& [which, count] : counts)
    CHECK(std::abs(count - 2000) < 5 * 41);  // sqrt(12000·5/36) = 40.8
}
