#pragma once

#include <numeric>
#include <vector>

namespace he::test {

inline double mean(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

/// The mean square of the differences from the mean.
inline double variance(const std::vector<double>& x) {
  const double center = mean(x);
  double sum = 0;
  for (double value : x) sum += (value - center) * (value - center);
  return sum / static_cast<double>(x.size());
}

}  // namespace he::test
