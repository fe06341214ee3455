#pragma once

#include <span>

#include "he/io/records/records.h"
#include "he/sim/angiogram.h"

namespace he::sim {

/// "A000001" of frame 0, and so on.
std::string angiogram_id(std::size_t index);

/// Angiograms as a data set: x the pixels [size, size, 1], y the class 0 (LCA) or 1 (RCA), identifiers
/// A000001, A000002, …
io::DatasetInfo angiogram_info(std::size_t images, int size);
/// `first`: number of the first one within the set.
io::Records angiogram_records(std::span<const Angiogram> angiograms, std::size_t first);

}  // namespace he::sim
