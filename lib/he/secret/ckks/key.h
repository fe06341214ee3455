#pragma once

#include "he/schemes/ckks/payload.h"
#include "he/secret/ckks/secret_ring.h"
#include "he/secret/key.h"

namespace he::secret::ckks {

/// A key of CKKS: 32 secret bytes, the master, of which everything else follows. Fresh ciphertexts (c_0, c_1)
/// have c_0 = m + e − c_1·s with c_1 = a from a public seed. What it decrypts tells whoever computed the
/// ciphertext the noise, and with it the key (Li & Micciancio, EUROCRYPT 2021, IACR ePrint 2020/1533): never
/// hand exact results back to them.
class CkksKey final : public SecretKey {
 public:
  /// Draws a master. Throws UsageError where the parameters are those of public-key encryption, which is not
  /// there yet.
  static std::unique_ptr<CkksKey> generate(const Parameters& parameters, const RandomSource& random);
  /// From what a key file stores. Throws DataError where the parameters do not hold, or master and public
  /// values are not of one key.
  static std::unique_ptr<CkksKey> restore(const SchemeInfo& stored, const std::vector<SecretValues>& values,
                                          const SecretBytes& sealing_key);

  const Parameters& parameters() const { return ring_.parameters(); }
  const SecretRing& ring() const { return ring_; }
  const SecretBytes& master() const { return master_; }

  /// Takes the options clamp (yes) and plan, the id of the plan whose range counts.
  std::unique_ptr<Encryptor> encryptor(const io::DatasetInfo& info, io::RecordSource& whole,
                                       const SchemeOptions& options,
                                       const RandomSource& random) const override;
  bool decrypts(const PayloadLayout& layout) const override;
  bool decrypts(const PayloadLayout& layout, io::DatasetKind kind) const override;
  LastFunction last_function(const PayloadLayout& layout) const override;
  double data_error() const override;
  void decrypt(const io::Field& field, std::size_t records, std::span<const double> payload,
               std::span<double> values) const override;
  std::vector<SecretValues> secret_values() const override;

 private:
  schemes::ckks::Range range_of(const std::string& plan_id) const;
  CkksKey(SchemeInfo scheme, const Parameters& parameters, SecretBytes master);
  /// One ciphertext of the payload, of data or of results, in the slots.
  void decrypt_cell(std::span<const double> cell, const std::optional<schemes::ckks::ResultForm>& form,
                    std::span<double> slots) const;
  SecretVector<double> seeded_sum(std::span<const double> cell) const;
  SecretVector<double> result_sum(std::span<const double> cell, const schemes::ckks::ResultForm& form) const;

  SecretBytes master_;
  SecretRing ring_;
};

}  // namespace he::secret::ckks
