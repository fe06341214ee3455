#pragma once

#include <cstddef>
#include <cstdint>

/// Random streams of the encryption of a set of records: each block of records has some of its own, so that a
/// seeded encryption does not depend on the threads.
namespace he::secret {

inline constexpr std::size_t kBlockRecords = 256;
enum Stream : std::uint64_t { x_masks, y_masks, ids, permutation, kStreams };

/// Blocks of `records` records.
constexpr std::size_t blocks_of(std::size_t records) { return (records + kBlockRecords - 1) / kBlockRecords; }

}  // namespace he::secret
