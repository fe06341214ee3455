#include "he/audit/plausibility.h"

#include <algorithm>
#include <cmath>

#include "he/audit/decoys.h"
#include "he/audit/significance.h"
#include "he/parallel.h"

namespace he::audit {
namespace {

// Above it a random mask is good enough an explanation, and decoys need not be looked at.
constexpr double kRandomEnough = -7;

/// Turns sums of weights into probabilities.
std::vector<double> normalised(std::vector<double> ln) {
  const double largest = *std::max_element(ln.begin(), ln.end());
  double sum = 0;
  for (double& x : ln) sum += x = std::exp(x - largest);
  for (double& x : ln) x /= sum;
  return ln;
}

}  // namespace

double Choice::bits() const {
  double bits = 0;
  for (double p : probability)
    if (p > 0) bits -= p * std::log2(p);
  return bits;
}

Choice choose_channel(const Sample& sample) {
  const Sample in_order = sorted(sample);
  Choice choice;
  choice.evidence = evidence_of_channels(sample, in_order);
  std::vector<double> ln(sample.channels);
  parallel_for(sample.channels, 1, [&](std::size_t message) {
    for (std::size_t mask = 0; mask < sample.channels; ++mask) {
      if (mask == message) continue;
      const ChannelEvidence& evidence = choice.evidence[mask];
      double ln_p = evidence.ln_p_random();
      if (ln_p < kRandomEnough)
        ln_p = std::max(ln_p, ln_p_decoy(in_order, mask, message, evidence[Ground::order]));
      ln[message] -= ln_weight(ln_p);
    }
  });
  choice.probability = normalised(ln);
  choice.channel = static_cast<std::size_t>(std::max_element(ln.begin(), ln.end()) - ln.begin());
  for (std::size_t mask = 0; mask < sample.channels; ++mask)
    if (mask != choice.channel && choice.evidence[mask].ln_p_random() < kRandomEnough) choice.decoys = true;
  return choice;
}

}  // namespace he::audit
