#pragma once

#include <vector>

#include "he/io/records/records.h"
#include "he/secret/random.h"

namespace he::secret {

/// Decoy masks of a batch of records: for every mask channel and record another whole record of the batch.
struct Decoys {
  std::vector<std::vector<double>> x, y;  ///< by channel, [records, shape…]; empty for other masks
};

/// Draws the decoys of a batch: no channel holds a record's own numbers, all channels of a record hold
/// different ones. The batch must have more records than there are channels.
Decoys draw_decoys(const io::Records& batch, std::size_t channels, RandomStream& stream);

/// Windows of nearly equal size, at least `least` records each, that decoys are exchanged within.
/// `record_bytes`: of a record when it is encrypted.
std::size_t decoy_windows(std::size_t records, std::size_t record_bytes, std::size_t least);

}  // namespace he::secret
