#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace he::audit {

/// 128 bits of BLAKE2b of a ciphertext or a part of it: equal ones have equal ones, and others have not.
using Fingerprint = std::array<std::uint64_t, 2>;
Fingerprint fingerprint_of(std::span<const double> numbers);

/// What occurs more than once.
struct Repeats {
  std::size_t count = 0;     ///< of those that equal an earlier one
  std::size_t first = 0;     ///< the earliest that is repeated, by its place among all
  std::size_t repeated = 0;  ///< the place of its first repetition
};

/// In place order. Takes 16 bytes for each ciphertext, which has 4,096 bytes or more.
Repeats repeats_of(const std::vector<Fingerprint>& all);

}  // namespace he::audit
