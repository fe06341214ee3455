#pragma once

#include "he/secret/encryptor.h"
#include "he/secret/more/decoys.h"
#include "he/secret/more/key.h"

namespace he::secret {

/// Encrypts records under MORE or Hybrid MORE. The masks follow the statistics of the whole set, which is
/// read once for them.
class MoreEncryptor final : public Encryptor {
 public:
  /// `info`: of the records to encrypt. Throws DataError where a number is not finite, UsageError where decoy
  /// masks find too few records.
  MoreEncryptor(const MoreKey& key, const io::DatasetInfo& info, io::RecordSource& whole, MaskKind mask,
                const RandomSource& random);

  const PayloadLayout& layout() const override { return key_.layout(); }
  std::size_t batch_records() const override;
  void encrypt(const io::Records& plain, io::Records& out) override;
  SchemeOptions options() const override { return {{"mask", to_string(masks_.front().kind())}}; }
  std::size_t redrawn() const override { return redrawn_; }

 private:
  void encrypt_block(const io::Records& plain, const Decoys& decoys, std::size_t block, io::Records& out);

  const MoreKey& key_;
  const RandomSource& random_;
  std::vector<MaskDistribution> masks_;  ///< of x, and of y where there is one
  std::size_t records_, batch_records_;
  std::size_t windows_ = 0, next_window_ = 0;  ///< of decoys; 0 windows for other masks
  std::uint64_t next_block_ = 0;
  std::size_t redrawn_ = 0;
};

/// Encrypts the arrays of a model. Masks follow each array, or each column of it: its mean and standard
/// deviation (`normal`) or its range (`uniform`); a constant takes uniform masks.
class MoreArrayEncryptor final : public ArrayEncryptor {
 public:
  /// Throws UsageError for decoy masks.
  MoreArrayEncryptor(const MoreKey& key, MaskKind mask, const RandomSource& random);

  const PayloadLayout& layout() const override { return key_.layout(); }
  std::vector<double> encrypt(const std::vector<double>& values, std::size_t columns,
                              const std::string& name) override;
  SchemeOptions options() const override { return {{"mask", to_string(mask_)}}; }
  std::size_t redrawn() const override { return redrawn_; }

 private:
  const MoreKey& key_;
  MaskKind mask_;
  const RandomSource& random_;
  std::uint64_t next_stream_ = 0;
  std::size_t redrawn_ = 0;
};

}  // namespace he::secret
