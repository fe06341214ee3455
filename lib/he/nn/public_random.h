#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace he::nn {

/// Philox4x32-10, a keyed bijection of 128-bit counters (Salmon, Moraes, Dror & Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011): known answers for it are public (Random123, kat_vectors).
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// What a stream of random numbers is drawn for.
enum class StreamUse : std::uint8_t { initial_weights = 1, shuffle = 2, dropout = 3, split = 4, augment = 5 };

/// The number of a stream: of one use and a place within it, e.g. (dropout, layer, step) or (shuffle, epoch).
/// `first` must be below 2^24 (throws UsageError), so that different places never share a number.
std::uint64_t stream_of(StreamUse use, std::uint32_t first, std::uint32_t second = 0);

/// Random numbers that are no secret: initial weights, the order of records, Dropout's masks. One seed has
/// 2^64 streams of 2^65 numbers each that never overlap, and a number depends on the seed, its stream and its
/// place therein alone: not on the scheme (plain and encrypted runs draw the same), nor on threads or the
/// standard library. Never use it for keys, masks or anything else that must not be guessed.
class PublicRandom {
 public:
  /// Philox with the seed as its key and (place, stream) as its counter. `stream`: see stream_of.
  PublicRandom(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  std::uint64_t bits();
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();
  /// Uniform in {0, …, bound − 1}, without bias; `bound` must not be 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal (Box & Muller 1958), of two uniform numbers.
  double normal();
  /// Standard normal, drawn again while beyond ±2; deviation 0.8796….
  double truncated_normal();

 private:
  std::uint64_t seed_, stream_;
  std::uint64_t block_ = 0;                 ///< next counter
  std::array<std::uint64_t, 2> numbers_{};  ///< of the last counter
  bool second_left_ = false;
};

/// The numbers 0, …, n − 1 in random order, each order as likely as any other (Fisher & Yates, Durstenfeld
/// 1964). Throws DataError where n is above 2^32.
std::vector<std::uint32_t> permutation(std::size_t n, std::uint64_t seed, std::uint64_t stream);

}  // namespace he::nn
