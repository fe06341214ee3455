#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "he/stats/comparison.h"
#include "he/stats/table.h"
#include "he/stats/timing.h"

namespace he::stats {

/// A comparison as tables. Text and Markdown show the `most` columns that differ most, then all columns
/// together, and the confusion matrix. CSV shows every column with all digits, and accuracy and area under
/// the curve beside "all".
std::string format(const Comparison& comparison, TableFormat format, std::size_t most);

/// The same, complete, for other programs. What is infinite or undefined becomes null.
nlohmann::ordered_json to_json(const Comparison& comparison);

/// How long two evaluations took, e.g. of the same network on encrypted and on plain data. The ratio is
/// encrypted to plain, or a to b where both or neither are encrypted.
struct TimingRatio {
  Timing a, b;
  double ratio() const;
  std::string text() const;
  nlohmann::ordered_json json() const;
};

}  // namespace he::stats
