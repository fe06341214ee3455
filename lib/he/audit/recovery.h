#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "he/audit/numbers.h"
#include "he/io/files/record_output.h"

namespace he::audit {

/// How much of the truth a recovery gave.
struct Score {
  std::size_t numbers = 0;
  std::size_t recovered = 0;  ///< numbers in their place to 1e-9 · max(1, |truth|)
  double largest_error = 0;   ///< relative to max(1, |truth|)

  double share() const {
    return numbers > 0 ? static_cast<double>(recovered) / static_cast<double>(numbers) : 0;
  }
  void add(double value, double truth);
  void add(const Score& other);
};

/// What is done with all ciphertexts of a file.
struct RecoveryPlan {
  Eigen::MatrixXd channels;  ///< channel_map()
  std::size_t chosen = 0;    ///< the channel that is taken for the message
  std::vector<Eigen::RowVectorXd>
      decryptions;                     ///< other linear functions of a ciphertext's entries, to be scored
  Truth* truth = nullptr;              ///< without it decryptions are scored against the chosen channel
  io::RecordOutput* output = nullptr;  ///< takes the chosen channel
};

struct Recovery {
  std::optional<Score> any;     ///< with a truth: by the nearest of all candidates
  std::optional<Score> chosen;  ///< with a truth: by the chosen channel
  std::vector<Score> decryptions;
  std::size_t records = 0;         ///< with a truth
  std::size_t records_as_set = 0;  ///< of them, found among the chosen channel's records, in whatever order
};

/// Reads the whole file once more and recovers every number. Does not commit the output.
Recovery recover(io::RecordSource& data, const RecoveryPlan& plan);

}  // namespace he::audit
