#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "he/secure_memory.h"

namespace he::secret {

/// Where all randomness comes from: a ChaCha20 key drawn from the operating system's generator once per
/// process, and any number of independent streams under it, told apart by their number. With a seed (tests
/// and benchmarks only) the key is a hash of the seed, so that equal seeds give equal streams whatever the
/// number of threads.
class RandomSource {
 public:
  explicit RandomSource(std::optional<std::uint64_t> seed = std::nullopt);

  bool seeded() const { return seeded_; }
  const SecretBytes& key() const { return key_; }

 private:
  SecretBytes key_;
  bool seeded_;
};

/// One stream: the ChaCha20 key stream for one 64-bit nonce. No two users may share a number: they would draw
/// the same masks, and the difference of two ciphertexts would show that of their messages.
class RandomStream {
 public:
  RandomStream(const RandomSource& source, std::uint64_t number) : key_(source.key()), number_(number) {}

  void bytes(std::span<unsigned char> out);
  /// Uniform in [0, 1) with 52 bits.
  void uniform(std::span<double> out);
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in {0, …, bound − 1}, without bias. `bound` must not be 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal (Box & Muller 1958).
  void normal(std::span<double> out);

 private:
  const SecretBytes& key_;
  std::uint64_t number_;
  std::uint64_t block_ = 0;  ///< next block of 64 bytes of the stream
};

}  // namespace he::secret
