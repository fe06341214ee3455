#pragma once

#include <algorithm>
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
  /// Bounds of the uniform interval: low and width of the number in `column` of the pattern.
  double low(std::size_t column) const { return low_[column]; }
  const double* widths() const { return width_.data(); }

  /// Cuts numbers first … first + count − 1 of a row-major [records, features] array into runs along the
  /// pattern: body(offset into the numbers, column of the pattern, length).
  template <class Body>
  void for_each_run(std::size_t first, std::size_t count, Body body) const {
    std::size_t column = first % low_.size();
    for (std::size_t i = 0; i < count;) {
      const std::size_t run = std::min(count - i, low_.size() - column);
      body(i, column, run);
      i += run;
      column = 0;
    }
  }

  /// Masks for numbers first … first + out.size() of a row-major [records, features] array: uniform or normal
  /// after kind(), from `stream`; a feature without deviation takes uniform masks.
  void draw(RandomStream& stream, std::size_t first, std::span<double> out) const;

 private:
  MaskKind kind_;
  /// Patterns: the features of several records one after the other, so that loops along them are long.
  std::vector<double> low_, width_, mean_, deviation_;
};

/// The masks of one block of records, drawn as a scheme asks for them.
class MaskBlock {
 public:
  /// `decoys`: for decoy masks, for each mask channel the other records of every row, [records, features];
  /// else empty.
  MaskBlock(const MaskDistribution& distribution, RandomStream& stream,
            std::vector<std::span<const double>> decoys)
      : distribution_(distribution), stream_(stream), decoys_(std::move(decoys)) {}

  /// Masks of one channel for the numbers first … of `values`, the messages. A mask within 1e-6 of the width
  /// of the uniform interval of its message would leave it in clear: it is drawn anew, from the uniform
  /// interval.
  void fill(std::size_t channel, std::span<const double> values, std::size_t first, std::span<double> out);

  /// How many masks were drawn anew because they nearly coincided with their message.
  std::size_t redrawn() const { return redrawn_; }

 private:
  void redraw_coinciding(std::span<const double> values, std::size_t first, std::span<double> out);

  const MaskDistribution& distribution_;
  RandomStream& stream_;
  std::vector<std::span<const double>> decoys_;
  std::size_t redrawn_ = 0;
};

}  // namespace he::secret
