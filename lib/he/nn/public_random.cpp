#include "he/nn/public_random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "he/error.h"

namespace he::nn {
namespace {

constexpr int kRounds = 10;
constexpr std::uint64_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;

constexpr std::uint32_t low(std::uint64_t number) { return static_cast<std::uint32_t>(number); }
constexpr std::uint32_t high(std::uint64_t number) { return static_cast<std::uint32_t>(number >> 32); }
constexpr std::uint64_t joined(std::uint32_t lower, std::uint32_t upper) {
  return lower | std::uint64_t{upper} << 32;
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = kMultiplier0 * counter[0], product1 = kMultiplier1 * counter[2];
    counter = {high(product1) ^ counter[1] ^ key[0], low(product1), high(product0) ^ counter[3] ^ key[1],
               low(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

std::uint64_t stream_of(StreamUse use, std::uint32_t first, std::uint32_t second) {
  if (first >> 24 != 0)
    throw UsageError("random numbers are drawn for at most 16777216 places; asked for was place " +
                     std::to_string(first));
  return static_cast<std::uint64_t>(use) << 56 | std::uint64_t{first} << 32 | second;
}

std::uint64_t PublicRandom::bits() {
  if (std::exchange(second_left_, !second_left_)) return numbers_[1];
  const auto words =
      philox({low(block_), high(block_), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
  ++block_;
  numbers_ = {joined(words[0], words[1]), joined(words[2], words[3])};
  return numbers_[0];
}

double PublicRandom::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

std::uint64_t PublicRandom::below(std::uint64_t bound) {
  const std::uint64_t biased = -bound % bound;  // 2^64 mod bound: numbers below it would come once too often
  for (;;) {
    const std::uint64_t draw = bits();
    if (draw >= biased) return draw % bound;
  }
}

double PublicRandom::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double PublicRandom::truncated_normal() {
  for (;;) {
    const double draw = normal();
    if (std::abs(draw) <= 2) return draw;
  }
}

std::vector<std::uint32_t> permutation(std::size_t n, std::uint64_t seed, std::uint64_t stream) {
  if (n > std::size_t{1} << 32)
    throw DataError("there are " + std::to_string(n) + " records; at most 4294967296 can be shuffled");
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  PublicRandom random(seed, stream);
  for (std::size_t left = n; left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
  return order;
}

}  // namespace he::nn
