#include "he/schemes/ckks/sampling.h"

#include <array>
#include <cstring>

namespace he::schemes::ckks {
namespace {

constexpr std::uint32_t kBits21 = (1u << 21) - 1;

SecretVector<std::uint64_t> key_stream(const SecretBytes& key, std::uint64_t nonce, std::size_t words) {
  std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> bytes{};
  std::memcpy(bytes.data(), &nonce, bytes.size());
  SecretVector<std::uint64_t> stream(words);
  crypto_stream_chacha20(reinterpret_cast<unsigned char*>(stream.data()), 8 * words, bytes.data(),
                         key.data());
  return stream;
}

/// Bits that are set, by sums of fields (std::popcount may be a table).
std::uint32_t count_bits(std::uint32_t x) {
  x -= x >> 1 & 0x55555555u;
  x = (x & 0x33333333u) + (x >> 2 & 0x33333333u);
  x = (x + (x >> 4)) & 0x0f0f0f0fu;
  return x * 0x01010101u >> 24;
}

}  // namespace

void draw_ternary(const SecretBytes& key, std::uint64_t nonce, std::span<double> out) {
  __extension__ using Wide = unsigned __int128;
  const auto stream = key_stream(key, nonce, 2 * out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Wide carry = Wide{stream[2 * i]} * 3 >> 64;
    out[i] = static_cast<double>(static_cast<int>((Wide{stream[2 * i + 1]} * 3 + carry) >> 64) - 1);
  }
}

void draw_centred_binomial(const SecretBytes& key, std::uint64_t nonce, std::span<double> out) {
  const auto stream = key_stream(key, nonce, out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto low = static_cast<std::uint32_t>(stream[i]) & kBits21,
               high = static_cast<std::uint32_t>(stream[i] >> 21) & kBits21;
    out[i] = static_cast<double>(static_cast<int>(count_bits(low)) - static_cast<int>(count_bits(high)));
  }
}

}  // namespace he::schemes::ckks
