#pragma once

#include <vector>

#include "he/io/records/records.h"
#include "he/secret/key.h"
#include "he/secret/more/masks.h"

namespace he::secret {

/// Encrypts a set of records batch by batch: numbers under the key's scheme, identifiers sealed. Reads its
/// source twice: for the ranges of the masks, then for the data.
class DatasetEncryption {
 public:
  /// Reads the source once. The statistics behind the masks are those of `whole`, which has the same columns
  /// as `source`: the same object, or the whole data of which `source` is a shard. Throws DataError where a
  /// number is not finite or there is no record.
  DatasetEncryption(const SecretKey& key, io::RecordSource& source, io::RecordSource& whole, MaskKind mask,
                    const RandomSource& random);

  /// What the encrypted file says: names and shapes as they were, numbers as payload.
  const io::DatasetInfo& info() const { return info_; }
  /// The next encrypted records; count 0 at the end. Computes on all threads.
  io::Records next();
  /// Masks so far that nearly coincided with their number, and were drawn anew.
  std::size_t redrawn() const { return redrawn_; }

 private:
  struct Batch;
  void encrypt_block(const io::Records& plain, const Batch& batch, std::size_t block, io::Records& out);
  Batch decoys_for(const io::Records& plain);

  const SecretKey& key_;
  io::RecordSource& source_;
  const RandomSource& random_;
  io::DatasetInfo info_;
  std::vector<MaskDistribution> masks_;  ///< of x, and of y where there is one
  std::size_t batch_records_;
  std::size_t windows_ = 0, next_window_ = 0;  ///< of decoys; 0 windows for other masks
  std::uint64_t next_block_ = 0;
  std::size_t redrawn_ = 0;
};

/// The info of the file that decrypting a file with `info` makes.
io::DatasetInfo decrypted(io::DatasetInfo info);

/// Decrypts records of a file with `info`, identifiers included. `file` names it in messages.
io::Records decrypt(const SecretKey& key, const io::DatasetInfo& info, const io::Records& records,
                    const std::string& file);

}  // namespace he::secret
