#pragma once

#include <cstddef>
#include <span>

namespace he::audit {

/// What the values of one column in one channel show, as tests of the hypothesis that they are random masks.
/// Values count as equal within 1e-10 of their range.
struct ValueEvidence {
  std::size_t count = 0;
  double range = 0;
  double most_frequent =
      0;                ///< share of the value that occurs most, in images zero; 0 where none occurs twice
  double repeated = 0;  ///< values that equal another one, the most frequent value aside
  double expected_repeats = 0;  ///< at most, of random masks
  bool spacing_tested = false;  ///< enough different values to tell
  double ln_p_spacing = 0;  ///< that values lie on a grid, such as whole numbers or two decimals, by chance
  double ln_p_uniform = 0, ln_p_normal = 0;  ///< of the distribution
};

ValueEvidence evidence_of_values(std::span<const double> sorted);

}  // namespace he::audit
