#pragma once

#include <string>
#include <vector>

#include "he/io/records/records.h"

namespace he::stats {

/// One side of a comparison: which numbers of a source are taken.
struct Side {
  bool targets = false;  ///< y instead of x
  std::string field;     ///< "x", "y" or "y_hat"
  Shape shape;
  std::vector<std::string> names;  ///< one a column, or empty where unknown

  std::size_t columns() const { return element_count(shape); }
  const std::vector<double>& values(const io::Records& records) const {
    return targets ? records.y : records.x;
  }
};

struct SidePair {
  Side a, b;
  /// Class labels on one side, class scores on the other.
  bool labels_and_scores() const;
  /// "y", or "y_hat against y".
  std::string name() const;
};

/// What is to be compared with what; see compare(). Throws DataError where nothing fits.
std::vector<SidePair> choose_sides(const io::RecordSource& a, const io::RecordSource& b);

/// Names of the columns of a pair with equally many on both sides.
std::vector<std::string> column_names(const SidePair& pair);

}  // namespace he::stats
