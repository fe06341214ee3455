#include "he/io/hdf5/fletcher32.h"

#include <algorithm>
#include <cstddef>

namespace he::io {
namespace {

constexpr std::uint32_t modulus = 65535;
/// Words after which the sums are reduced: 256 · 257 / 2 · 65535 is below 2^32.
constexpr std::size_t block_words = 256;

/// HDF5 folds its sums, which never makes a positive one zero.
std::uint32_t folded(std::uint64_t sum, bool positive) {
  return sum == 0 && positive ? modulus : static_cast<std::uint32_t>(sum);
}

}  // namespace

std::uint32_t fletcher32(std::span<const unsigned char> bytes) {
  const std::size_t words = bytes.size() / 2;
  std::uint64_t sum = 0, sum_of_sums = 0;
  bool positive = false;
  for (std::size_t first = 0; first < words; first += block_words) {
    // The sums of a block in closed form, without a recurrence, so that the compiler vectorises the loop.
    const std::size_t count = std::min(block_words, words - first);
    const unsigned char* block = bytes.data() + 2 * first;
    std::uint32_t plain = 0, weighted = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t word = static_cast<std::uint32_t>(block[2 * i] << 8 | block[2 * i + 1]);
      plain += word;
      weighted += static_cast<std::uint32_t>(count - i) * word;
    }
    positive |= plain != 0;
    sum_of_sums = (sum_of_sums + count * sum + weighted) % modulus;
    sum = (sum + plain) % modulus;
  }
  if (bytes.size() % 2 != 0) {
    sum = (sum + (static_cast<std::uint32_t>(bytes.back()) << 8)) % modulus;
    sum_of_sums = (sum_of_sums + sum) % modulus;
    positive |= bytes.back() != 0;
  }
  return folded(sum_of_sums, positive) << 16 | folded(sum, positive);
}

}  // namespace he::io
