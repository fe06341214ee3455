#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "he/secret/random.h"
#include "he/stats/feature_statistics.h"

namespace he::secret {

/// What the mask channel holds: it must look like data, or the stranger of the two channels gives the message
/// away.
enum class MaskKind {
  uniform,  ///< uniform over the feature's observed range, widened by 10 % on both sides
  normal,   ///< normal with the feature's mean and deviation
  decoy     ///< another whole record of the same file, targets included
};

/// "uniform", "normal", "decoy"; throws UsageError for anything else.
MaskKind mask_kind(const std::string& name);
std::string to_string(MaskKind kind);

/// The distribution of the masks of every feature.
class MaskDistribution {
 public:
  MaskDistribution(MaskKind kind, const std::vector<stats::FeatureStatistics>& features);

  MaskKind kind() const { return kind_; }
  std::size_t features() const { return low_.size() / repeats_; }
  /// Values whose mask is closer than this to them would be in clear: 1e-6 of the width of the feature's
  /// uniform interval.
  double closest(std::size_t feature) const { return 1e-6 * width_[feature]; }
  double low(std::size_t feature) const { return low_[feature]; }
  double width(std::size_t feature) const { return width_[feature]; }

  /// Masks for numbers first … first + out.size() of a row-major [records, features] array: uniform or normal
  /// after kind(), from `stream`; a feature without deviation takes uniform masks.
  void draw(RandomStream& stream, std::size_t first, std::span<double> out) const;

 private:
  MaskKind kind_;
  std::size_t repeats_;  ///< the patterns below hold every feature this many times, so that loops are long
  std::vector<double> low_, width_, mean_, deviation_;
};

/// The masks of one block of records, drawn as a scheme asks for them.
class MaskBlock {
 public:
  /// `decoys`: for decoy masks, the other records of every row, [records, features]; else empty.
  MaskBlock(const MaskDistribution& distribution, RandomStream& stream, std::span<const double> decoys)
      : distribution_(distribution), stream_(stream), decoys_(decoys) {}

  /// Masks of one channel for the numbers first … of `values`, the messages: never closer to a message than
  /// MaskDistribution::closest.
  void fill(std::span<const double> values, std::size_t first, std::span<double> out);

  /// How many masks were drawn anew because they nearly coincided with their message.
  std::size_t redrawn() const { return redrawn_; }

 private:
  const MaskDistribution& distribution_;
  RandomStream& stream_;
  std::span<const double> decoys_;
  std::size_t redrawn_ = 0;
};

}  // namespace he::secret
