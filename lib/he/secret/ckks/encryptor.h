#pragma once

#include "he/secret/ckks/key.h"
#include "he/secret/encryptor.h"

namespace he::secret::ckks {

/// Encrypts records, N to a ciphertext, a ciphertext for every feature and target; the last group is filled
/// up with zeros. The seed of a ciphertext is BLAKE2b of random bytes, group, feature and hash of its numbers
/// under a sub-key, and its errors follow from the seed under another: should random bytes ever repeat, equal
/// numbers are seen to be equal, and nothing more.
class CkksEncryptor final : public Encryptor {
 public:
  struct Wishes {
    schemes::ckks::Range range;  ///< of the features
    bool clamp = false;          ///< numbers out of it become the nearest in it, in place of a refusal
  };
  /// `file` names the records in messages. `random` must outlive the encryptor.
  CkksEncryptor(const CkksKey& key, const io::DatasetInfo& info, std::string file, const RandomSource& random,
                const Wishes& wishes);

  const PayloadLayout& layout() const override { return layout_; }
  std::size_t batch_records() const override { return layout_.record_granularity; }
  /// Throws DataError, naming record and feature but no number, where one is not finite or out of the range
  /// of the parameters: after encryption nobody could tell. Targets only have to fit the modulus.
  void encrypt(const io::Records& plain, io::Records& out) override;
  std::size_t clamped() const override { return clamped_; }

 private:
  struct Numbers {
    const std::vector<double>& values;  // [count, features]
    std::size_t features, first_column;
    schemes::ckks::Range range;
    const char* what;
  };
  std::vector<double> within_range(const std::vector<double>& numbers);
  std::string named(const Numbers& numbers, std::size_t index) const;
  void require_in_range(const Numbers& numbers, std::size_t first_record) const;
  std::vector<double> encrypt_field(const Numbers& numbers, const io::Records& plain) const;
  void encrypt_cell(std::span<const double> slots, std::size_t column, std::span<double> cell) const;

  const CkksKey& key_;
  const RandomSource& random_;
  std::string file_;
  PayloadLayout layout_;
  std::vector<std::string> names_;  // of features, where they have any
  std::size_t features_, columns_;
  SecretBytes seeds_, errors_;
  std::uint64_t group_ = 0;
  Wishes wishes_;
  std::size_t clamped_ = 0;
};

}  // namespace he::secret::ckks
