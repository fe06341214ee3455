#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "he/audit/numbers.h"

namespace he::audit {

/// A number that the attacker knows: its record and column, from 0.
struct KnownValue {
  std::size_t record = 0, column = 0;
  double value = 0;
};

/// From a table with the columns `record` (from 1), `feature` (its name, or its number from 1; targets come
/// after the features) and `value`. Throws DataError with row and column.
std::vector<KnownValue> read_known_values(const std::string& path, const io::DatasetInfo& data);

/// `count` values from all over the truth, as if the attacker knew them; not 0 where possible.
std::vector<KnownValue> known_values_of(Truth& truth, std::size_t count);

/// Known numbers beside their ciphertexts, pair by pair.
struct Pairs {
  Eigen::MatrixXd ciphertexts;  ///< [pairs, entries]
  Eigen::VectorXd values;       ///< [pairs]

  std::size_t count() const { return static_cast<std::size_t>(values.size()); }
  Pairs first(std::size_t pairs) const;
};

/// Reads the ciphertexts of known values, most independent pairs first (QR with pivoting).
Pairs read_pairs(io::RecordSource& data, const std::vector<KnownValue>& known);

/// Decryption as a linear function of a ciphertext's entries, without any knowledge of the scheme: the
/// solution of least norm of ciphertexts · w = values. Decryption is such a function and all ciphertexts of a
/// key span `channels` dimensions, so that many independent pairs determine it on every ciphertext, and fewer
/// do not.
Eigen::RowVectorXd least_norm_decryption(const Pairs& pairs);

/// The channel whose candidates equal the known values, and how many pairs it took to tell; nothing where
/// there is no such channel, or more than one.
struct KnownChannel {
  std::size_t channel = 0, pairs = 0;
};
std::optional<KnownChannel> channel_of(const Pairs& pairs, const Eigen::MatrixXd& channel_map);

}  // namespace he::audit
