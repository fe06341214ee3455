#pragma once

#include <vector>

#include "he/audit/channel_evidence.h"

namespace he::audit {

/// Which channel is the message, from plausibility alone.
struct Choice {
  std::size_t channel = 0;  ///< the most plausible one
  std::vector<double>
      probability;  ///< of every channel, each as likely as the others before it was looked at
  std::vector<ChannelEvidence> evidence;  ///< of every channel
  bool decoys = false;  ///< the other channels hold values of the same records, not random masks

  double confidence() const { return probability.empty() ? 0 : probability[channel]; }
  /// What stays unknown of the whole file: the entropy of the choice.
  double bits() const;
};

/// Weighs every channel as the message: then each of the others must be its mask, either random or a decoy.
///  - Random masks have no repeated values, no grid, the distribution and the range that the tool gives them,
///  no
///    correlation between columns, and no order of records.
///  - A decoy holds the values of the message's other records in random order, but for those that were drawn
///  anew since
///    they coincided with the message. So no value of the message is missing in it, while a redrawn one is in
///    no other channel.
/// The p-value of each such hypothesis is turned into the largest weight against it (ln_weight), so that the
/// probabilities err on the side of doubt.
Choice choose_channel(const Sample& sample);

}  // namespace he::audit
