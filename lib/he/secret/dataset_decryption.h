#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "he/io/records/records.h"
#include "he/secret/key.h"

namespace he::secret {

/// Decrypts a set of records, or predictions, batch by batch; identifiers included.
class DatasetDecryption {
 public:
  /// `info`: what the encrypted file says; `file` names it in messages. Throws DataError where its numbers
  /// are not laid out as the key's scheme writes them; KeyError where predictions are of a model that the key
  /// has no plan for, or contradict its plan.
  DatasetDecryption(const SecretKey& key, const io::DatasetInfo& info, std::string file);

  /// What the decrypted file says. Names of results and classes are those of the plan, where the key has
  /// plans.
  const io::DatasetInfo& info() const { return info_; }
  /// Decrypted records. Where the key has a plan, its last function is applied.
  io::Records decrypt(const io::Records& records);
  /// Results so far that are larger than the model can give: the file is damaged, or was not computed as
  /// planned.
  std::size_t beyond() const { return beyond_; }
  /// The first records that hold such results: their identifiers, or their numbers from 1.
  const std::vector<std::string>& records_beyond() const { return records_beyond_; }
  /// The error that numbers of the file are to have at most, relative to max(1, largest magnitude); 0: the
  /// scheme adds none, and there is rounding alone.
  double expected_error() const { return expected_error_; }
  /// The same as it stands, for the numbers so far.
  double tolerance() const { return expected_error_ * std::max(1.0, magnitude_); }

 private:
  void finish(io::Records& results);

  const SecretKey& key_;
  io::DatasetInfo encrypted_, info_;
  std::string file_;
  LastFunction last_ = LastFunction::none;
  double largest_ = 0, expected_error_ = 0, magnitude_ = 0;
  std::size_t beyond_ = 0;
  std::vector<std::string> records_beyond_;
};

}  // namespace he::secret
