#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "he/audit/sample.h"

namespace he::audit {

/// Independent grounds on which a channel is not a random mask.
enum class Ground { repeats, spacing, distribution, correlation, order };
inline constexpr std::array<const char*, 5> kGroundNames = {"repeated values", "lattice spacing",
                                                            "distribution and range", "correlation", "order"};

/// What one channel shows, over all columns of the sample.
struct ChannelEvidence {
  std::array<double, kGroundNames.size()> ln_p{};  ///< by Ground, of random masks: 0 says nothing
  /// Mean share of a column's most frequent value, such as exact zeros. It is told and has no vote of its
  /// own.
  double most_frequent = 0;

  double& operator[](Ground ground) { return ln_p[static_cast<std::size_t>(ground)]; }
  double operator[](Ground ground) const { return ln_p[static_cast<std::size_t>(ground)]; }
  /// That of all grounds together (Bonferroni).
  double ln_p_random() const;
};

/// Looks at every channel of the sample. `sorted`: its values, sorted.
std::vector<ChannelEvidence> evidence_of_channels(const Sample& sample, const Sample& sorted);

/// The sample with the values of every channel of every column sorted.
Sample sorted(const Sample& sample);

}  // namespace he::audit
