#pragma once

#include <string>
#include <vector>

namespace he::cli {

/// The candidate that `word` is most likely a misspelling of, or "" where none is near: at most a third of
/// the letters inserted, dropped, replaced or swapped with their neighbour.
std::string closest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace he::cli
