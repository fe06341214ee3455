#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "he/io/records/records.h"

namespace he::stats {

/// Range, mean and deviation of one feature, gathered number by number (Welford 1962).
struct FeatureStatistics {
  std::size_t count = 0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  double mean = 0;
  double squares = 0;  ///< Σ (x − mean)²

  void add(double x) {
    ++count;
    if (x < minimum) minimum = x;
    if (x > maximum) maximum = x;
    const double step = x - mean;
    mean += step / static_cast<double>(count);
    squares += step * (x - mean);
  }
  /// That of the population (divided by n).
  double standard_deviation() const {
    return count == 0 ? 0 : std::sqrt(squares / static_cast<double>(count));
  }
};

/// Statistics of every number of x and y over all records of a source.
struct DatasetStatistics {
  std::vector<FeatureStatistics> x, y;
};

/// Reads the whole source once, from its first record on, and leaves it there again. Throws DataError naming
/// record and column where a number is not finite.
DatasetStatistics statistics_of(io::RecordSource& source);

/// "column 'age'" where names are known, else "number 17 of the record"; `index` counts from 0.
std::string column_label(const std::vector<std::string>& names, std::size_t index);

}  // namespace he::stats
