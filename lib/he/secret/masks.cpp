#include "he/secret/masks.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"

namespace he::secret {
namespace {

constexpr std::size_t kPatternLength = 1024;

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
  repeats_ = std::max<std::size_t>(1, kPatternLength / std::max<std::size_t>(1, features.size()));
  for (std::size_t r = 0; r < repeats_; ++r)
    for (const stats::FeatureStatistics& f : features) {
      const double range = f.maximum - f.minimum;
      low_.push_back(range > 0 ? f.minimum - 0.1 * range : f.minimum - 1);
      width_.push_back(range > 0 ? 1.2 * range : 2);
      mean_.push_back(f.mean);
      deviation_.push_back(f.deviation());
    }
}

void MaskDistribution::draw(RandomStream& stream, std::size_t first, std::span<double> out) const {
  const bool normal = kind_ == MaskKind::normal;
  normal ? stream.normal(out) : stream.uniform(out);
  const double* offset = normal ? mean_.data() : low_.data();
  const double* scale = normal ? deviation_.data() : width_.data();
  std::size_t column = first % low_.size();
  for (std::size_t i = 0; i < out.size();) {
    const std::size_t run = std::min(out.size() - i, low_.size() - column);
    double* to = out.data() + i;
    for (std::size_t k = 0; k < run; ++k) to[k] = offset[column + k] + scale[column + k] * to[k];
    i += run;
    column = 0;
  }
}

void MaskBlock::fill(std::span<const double> values, std::size_t first, std::span<double> out) {
  if (decoys_.empty()) {
    distribution_.draw(stream_, first, out);
  } else {
    std::copy_n(decoys_.begin() + static_cast<std::ptrdiff_t>(first), out.size(), out.begin());
  }
  // Only a few coincide unless masks are decoys, so look for them a pattern at a time before touching any.
  const std::size_t features = distribution_.features();
  std::size_t feature = first % features;
  for (std::size_t i = 0; i < out.size();) {
    const std::size_t run = std::min(out.size() - i, features - feature);
    for (std::size_t k = 0; k < run; ++k) {
      const double closest = distribution_.closest(feature + k);
      if (std::fabs(values[first + i + k] - out[i + k]) >= closest) continue;
      ++redrawn_;
      do {
        out[i + k] = stream_.uniform(distribution_.low(feature + k),
                                     distribution_.low(feature + k) + distribution_.width(feature + k));
      } while (std::fabs(values[first + i + k] - out[i + k]) < closest);
    }
    i += run;
    feature = 0;
  }
}

}  // namespace he::secret
