#pragma once

#include <optional>
#include <string>
#include <vector>

#include "he/audit/equality.h"
#include "he/audit/known_plaintexts.h"
#include "he/audit/plausibility.h"
#include "he/audit/recovery.h"

namespace he::audit {

struct AuditOptions {
  std::string known;   ///< table of known values; empty: none
  std::string truth;   ///< the plain data; empty: unknown
  std::string output;  ///< where the recovered data go; empty: nowhere
};

/// One attempt to learn decryption from known pairs alone.
struct LeastNormAttempt {
  std::size_t pairs = 0;
  Score score;
};

/// All that the attacks on one file came to. Seconds are of wall time.
struct Audit {
  io::DatasetInfo data;
  CiphertextForm form;
  std::size_t numbers = 0;  ///< in the file
  KeySubspace subspace;
  Choice choice;
  EqualityTest equality;
  bool known_from_truth = false;  ///< no known values were given, so some of the truth served
  std::size_t known = 0;          ///< known pairs at hand
  std::optional<KnownChannel> known_channel;
  std::vector<LeastNormAttempt> attempts;
  Recovery recovery;
  bool truth = false;
  std::size_t channel = 0;  ///< that was taken for the message in the end: by known values that were given,
                            ///< else by plausibility
  double choice_seconds = 0, equality_seconds = 0, known_seconds = 0, find_seconds = 0, recover_seconds = 0;

  /// Whether the attacks hold: all ciphertexts lie in the plane of one of them.
  bool leaks() const { return subspace.holds(); }
  /// What stays unknown of the whole file, in bits: of the choice of a channel, 0 with known values.
  double confidentiality_bits() const;
};

/// Attacks an encrypted data set or predictions with what is in the file, without any key. Reads it twice,
/// for the attack and to recover its numbers. Throws DataError where the file is not encrypted, where a known
/// value is no candidate for its ciphertext, or where the truth does not fit; UnsupportedError for other
/// schemes; what opening files throws.
Audit audit(const std::string& data, const AuditOptions& options);

}  // namespace he::audit
