#pragma once

#include <cstddef>
#include <span>

namespace he::audit {

/// Recovered values within this share of the range of their channel are equal.
inline constexpr double kEqual = 1e-10;

/// What the values of one column in one channel show, as tests of the hypothesis that they are random masks.
struct ValueEvidence {
  std::size_t count = 0;
  double range = 0;
  /// Share of the value that occurs most, in images zero; 0 where none occurs twice.
  double most_frequent = 0;
  double repeated = 0;          ///< values that equal another one, the most frequent value aside
  double expected_repeats = 0;  ///< at most, of random masks
  bool spacing_tested = false;  ///< enough different values to tell
  double ln_p_spacing = 0;  ///< that values lie on a grid, such as whole numbers or two decimals, by chance
  double ln_p_uniform = 0, ln_p_normal = 0;  ///< of the distribution
};

ValueEvidence evidence_of_values(std::span<const double> sorted);

}  // namespace he::audit
