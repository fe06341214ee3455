#include "he/audit/decoys.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "he/audit/significance.h"
#include "he/audit/value_evidence.h"

namespace he::audit {
namespace {

// Masks within 1e-6 of the width of the uniform interval (1.2 ranges) of their message are drawn anew.
constexpr double kNear = 2e-6;
constexpr double kMinShared = 0.25, kImpossible = -1e6;
// What a value of the message counts that is missing in a decoy of all its records: ln 1e-3, by far more
// than is possible.
constexpr double kMissing = -6.9;

/// How many different values a channel has, how many of them another one has, too, and how many occur once
/// here and not even nearly there.
struct Shared {
  double different = 0, shared = 0, lonely = 0;
};

/// Distance from x to the nearest of `sorted`; `from` is where the search for the last, smaller x ended.
double nearest(std::span<const double> sorted, double x, std::size_t& from) {
  while (from < sorted.size() && sorted[from] < x) ++from;
  double distance = INFINITY;
  if (from < sorted.size()) distance = sorted[from] - x;
  if (from > 0) distance = std::min(distance, x - sorted[from - 1]);
  return distance;
}

void add(Shared& shared, std::span<const double> here, std::span<const double> there) {
  const double range = std::max(here.back() - here.front(), there.back() - there.front());
  const double size = std::max(std::fabs(here.front()), std::fabs(here.back()));
  const double equal = std::max(kEqual * range, 1e-13 * size);
  std::size_t from = 0;
  for (std::size_t i = 0, end; i < here.size(); i = end) {
    for (end = i + 1; end < here.size() && here[end] - here[end - 1] <= equal;) ++end;
    const double distance = nearest(there, here[i], from);
    ++shared.different;
    if (distance <= equal) ++shared.shared;
    if (distance > kNear * range && end == i + 1) ++shared.lonely;
  }
}

}  // namespace

double ln_p_decoy(const Sample& sorted, std::size_t mask, std::size_t message, double ln_p_order) {
  Shared messages, masks;
  for (std::size_t c = 0; c < sorted.columns.size(); ++c) {
    add(messages, sorted.channel(c, message), sorted.channel(c, mask));
    add(masks, sorted.channel(c, mask), sorted.channel(c, message));
  }
  if (messages.shared < kMinShared * messages.different) return kImpossible;
  const double lonely = sorted.complete ? kMissing * messages.lonely
                                        : ln_p_binomial(messages.lonely, messages.lonely + masks.lonely, 0.5);
  return std::min(0.0, std::min(lonely, ln_p_order) + std::numbers::ln2);
}

}  // namespace he::audit
