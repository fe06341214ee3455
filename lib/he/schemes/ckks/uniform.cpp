#include "he/schemes/ckks/uniform.h"

#include <sodium.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "he/error.h"
#include "he/ring/stored.h"

namespace he::schemes::ckks {
namespace {

static_assert(std::endian::native == std::endian::little, "words of key streams are little-endian");

constexpr std::size_t kWords = 1024, kBlocks = kWords * 4 / 64;  // of the key stream at a time

/// libsodium chooses its fastest ChaCha20 here, and nowhere else.
void initialise() {
  static const int initialised = sodium_init();
  if (initialised < 0) throw IoError("libsodium cannot be initialised");
}

}  // namespace

Seed seed_of(std::span<const double> words) {
  std::array<std::uint32_t, 8> integers{};
  bool whole = words.size() == integers.size();
  for (std::size_t i = 0; i < integers.size() && whole; ++i) {
    whole = words[i] >= 0 && words[i] < 0x1p32 && words[i] == std::floor(words[i]);
    if (whole) integers[i] = static_cast<std::uint32_t>(words[i]);
  }
  if (!whole) throw DataError("the seed of a ciphertext is not eight integers below 2^32");
  return std::bit_cast<Seed>(integers);
}

void write_seed(const Seed& seed, std::span<double> words) {
  const auto integers = std::bit_cast<std::array<std::uint32_t, 8>>(seed);
  for (std::size_t i = 0; i < integers.size(); ++i) words[i] = integers[i];
}

void expand(const Seed& seed, std::uint32_t number, std::uint32_t limb, std::uint64_t q,
            std::span<std::uint32_t> out) {
  initialise();
  const std::uint64_t nonce = std::uint64_t{number - 1} << 32 | limb;
  std::array<unsigned char, 8> nonce_bytes{};
  std::memcpy(nonce_bytes.data(), &nonce, nonce_bytes.size());
  const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << std::bit_width(q)) - 1);
  std::array<std::uint32_t, kWords> words;
  std::size_t taken = 0;
  for (std::uint64_t block = 0; taken < out.size(); block += kBlocks) {
    words.fill(0);
    auto* bytes = reinterpret_cast<unsigned char*>(words.data());
    crypto_stream_chacha20_xor_ic(bytes, bytes, sizeof words, nonce_bytes.data(), block, seed.data());
    for (std::size_t i = 0; i < kWords && taken < out.size(); ++i) {
      out[taken] = words[i] & mask;
      taken += out[taken] < q;
    }
  }
}

void uniform_polynomial(const Seed& seed, std::uint32_t number, std::size_t limb, const ring::Modulus& q,
                        std::span<double> residues) {
  thread_local std::vector<std::uint32_t> stored;
  stored.resize(residues.size());
  expand(seed, number, static_cast<std::uint32_t>(limb), q.value(), stored);
  ring::from_stored(q, stored, residues);
}

std::vector<double> uniform_polynomial(const Seed& seed, std::uint32_t number, std::size_t limb,
                                       const ring::Modulus& q, std::size_t degree) {
  std::vector<double> residues(degree);
  uniform_polynomial(seed, number, limb, q, residues);
  return residues;
}

}  // namespace he::schemes::ckks
