#pragma once

#include <vector>

#include "he/io/records/records.h"
#include "he/secret/key.h"

namespace he::secret {

/// Encrypts a set of records batch by batch: numbers under the key's scheme, identifiers sealed.
class DatasetEncryption {
 public:
  /// Reads `whole` for what the scheme wants to know of the data, and for the longest identifier: it has the
  /// same columns as `source`, being the same object, or the whole data of which `source` is a shard.
  /// `options`: of the scheme, such as {"mask", "normal"}. Throws UsageError for an option that the scheme
  /// does not have, DataError where a number cannot be encrypted or there is no record.
  DatasetEncryption(const SecretKey& key, io::RecordSource& source, io::RecordSource& whole,
                    const SchemeOptions& options, const RandomSource& random);

  /// What the encrypted file says: names and shapes as they were, numbers as payload.
  const io::DatasetInfo& info() const { return info_; }
  /// The next encrypted records; count 0 at the end. Computes on all threads.
  io::Records next();
  /// How its numbers were encrypted, for the user; and masks that were drawn anew, where there are any.
  const Encryptor& encryptor() const { return *encryptor_; }

 private:
  void seal(const io::Records& plain, io::Records& out);

  const SecretKey& key_;
  io::RecordSource& source_;
  const RandomSource& random_;
  std::unique_ptr<Encryptor> encryptor_;
  io::DatasetInfo info_;
  std::uint64_t next_block_ = 0;
};

}  // namespace he::secret
