#include "he/secret/more/masks.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"

namespace he::secret {
namespace {

constexpr std::size_t kPatternLength = 1024;
// A mask closer than this to its message, relative to the width of the uniform interval, would leave it in
// clear.
constexpr double kClosest = 1e-6;

}  // namespace

MaskKind mask_kind(const std::string& name) {
  if (name == "uniform") return MaskKind::uniform;
  if (name == "normal") return MaskKind::normal;
  if (name == "decoy") return MaskKind::decoy;
  throw UsageError("'" + name + "' is no kind of mask; there are uniform, normal and decoy");
}

std::string to_string(MaskKind kind) {
  return kind == MaskKind::uniform ? "uniform" : kind == MaskKind::normal ? "normal" : "decoy";
}

MaskDistribution::MaskDistribution(MaskKind kind, const std::vector<stats::FeatureStatistics>& features)
    : kind_(kind) {
  const std::size_t repeats =
      std::max<std::size_t>(1, kPatternLength / std::max<std::size_t>(1, features.size()));
  for (std::size_t r = 0; r < repeats; ++r)
    for (const stats::FeatureStatistics& f : features) {
      const double range = f.maximum - f.minimum;
      // A constant c has [c − 1, c + 1], or more where that would round to c.
      const double margin = range > 0 ? 0.1 * range : std::max(1.0, 1e-3 * std::fabs(f.minimum));
      low_.push_back(f.minimum - margin);
      width_.push_back(range + 2 * margin);
      if (!std::isfinite(low_.back()) || !std::isfinite(width_.back()))
        throw DataError("numbers as large as " + std::to_string(f.maximum) + " cannot be masked; scale them");
      mean_.push_back(f.mean);
      deviation_.push_back(f.standard_deviation());
    }
}

void MaskDistribution::draw(RandomStream& stream, std::size_t first, std::span<double> out) const {
  const bool normal = kind_ == MaskKind::normal;
  normal ? stream.normal(out) : stream.uniform(out);
  const double* offset = normal ? mean_.data() : low_.data();
  const double* scale = normal ? deviation_.data() : width_.data();
  for_each_run(first, out.size(), [&](std::size_t i, std::size_t column, std::size_t run) {
    double* to = out.data() + i;
    for (std::size_t k = 0; k < run; ++k) to[k] = offset[column + k] + scale[column + k] * to[k];
  });
}

void MaskBlock::fill(std::size_t channel, std::span<const double> values, std::size_t first,
                     std::span<double> out) {
  if (decoys_.empty()) {
    distribution_.draw(stream_, first, out);
  } else {
    const std::span<const double> decoys = decoys_[channel].subspan(first, out.size());
    std::copy(decoys.begin(), decoys.end(), out.begin());
  }
  redraw_coinciding(values.subspan(first, out.size()), first, out);
}

void MaskBlock::redraw_coinciding(std::span<const double> values, std::size_t first, std::span<double> out) {
  distribution_.for_each_run(first, out.size(), [&](std::size_t i, std::size_t column, std::size_t run) {
    const double *value = values.data() + i, *width = distribution_.widths() + column;
    double* mask = out.data() + i;
    const auto coincides = [&](std::size_t k) { return std::fabs(value[k] - mask[k]) < kClosest * width[k]; };
    std::size_t found = 0;  // rarely any, so first a loop that only counts
    for (std::size_t k = 0; k < run; ++k) found += coincides(k) ? 1 : 0;
    redrawn_ += found;
    for (std::size_t k = 0; found > 0 && k < run; ++k)
      while (coincides(k)) mask[k] = distribution_.low(column + k) + width[k] * stream_.uniform();
  });
}

}  // namespace he::secret
