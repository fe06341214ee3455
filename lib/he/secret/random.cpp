#include "he/secret/random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

#include "he/error.h"
#include "he/schemes/planar/simd_math.h"

namespace he::secret {
namespace {

static_assert(std::endian::native == std::endian::little, "streams are defined on little-endian machines");

void initialise_sodium() {
  if (sodium_init() < 0) throw IoError("the operating system's random number generator is not available");
}

}  // namespace

RandomSource::RandomSource(std::optional<std::uint64_t> seed) : seeded_(seed.has_value()) {
  initialise_sodium();
  key_.resize(crypto_stream_chacha20_KEYBYTES);
  if (seed) {
    std::array<unsigned char, 8> bytes{};
    std::memcpy(bytes.data(), &*seed, bytes.size());
    crypto_generichash(key_.data(), key_.size(), bytes.data(), bytes.size(), nullptr, 0);
  } else {
    randombytes_buf(key_.data(), key_.size());
  }
}

void RandomStream::bytes(std::span<unsigned char> out) {
  std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> nonce{};
  static_assert(sizeof(number_) == nonce.size());
  std::memcpy(nonce.data(), &number_, nonce.size());
  std::memset(out.data(), 0, out.size());
  crypto_stream_chacha20_xor_ic(out.data(), out.data(), out.size(), nonce.data(), block_, key_.data());
  block_ += (out.size() + 63) / 64;
}

void RandomStream::uniform(std::span<double> out) {
  bytes({reinterpret_cast<unsigned char*>(out.data()), out.size_bytes()});
  double* values = out.data();
  for (std::size_t i = 0; i < out.size(); ++i) {
    // 52 random bits of mantissa under the exponent of 1: a number in [1, 2).
    const std::uint64_t bits = (std::bit_cast<std::uint64_t>(values[i]) >> 12) | 0x3ff0000000000000u;
    values[i] = std::bit_cast<double>(bits) - 1.0;
  }
}

double RandomStream::uniform() {
  double value;
  uniform({&value, 1});
  return value;
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
  const std::uint64_t biased =
      -bound % bound;  // 2^64 mod bound: the numbers below it would come once too often
  for (;;) {
    std::uint64_t draw;
    bytes({reinterpret_cast<unsigned char*>(&draw), sizeof draw});
    if (draw >= biased) return draw % bound;
  }
}

void RandomStream::normal(std::span<double> out) {
  constexpr std::size_t kPairs = 1024;
  std::array<double, 2 * kPairs> u;
  for (std::size_t first = 0; first < out.size(); first += 2 * kPairs) {
    const std::size_t count = std::min(2 * kPairs, out.size() - first);
    uniform({u.data(), u.size()});
    for (std::size_t i = 0; i < kPairs; ++i) {
      const double radius = std::sqrt(-2 * std::log(1 - u[i])), angle = 2 * std::numbers::pi * u[kPairs + i];
      u[i] = radius * std::cos(angle);
      // The sine, as a cosine: of a pair the compiler makes one call, which has no vector variant.
      u[kPairs + i] = radius * std::cos(angle - std::numbers::pi / 2);
    }
    std::copy_n(u.begin(), count, out.begin() + static_cast<std::ptrdiff_t>(first));
  }
  sodium_memzero(u.data(), sizeof u);
}

}  // namespace he::secret
