#pragma once

#include <memory>
#include <span>

#include "he/io/files/plan_file.h"
#include "he/secret/encryptor.h"
#include "he/secret/random.h"
#include "he/secure_memory.h"
#include "he/tensor/evaluation_key.h"
#include "he/tensor/key_id.h"
#include "he/tensor/scheme_options.h"

namespace he::secret {

/// A named secret number array of a key, as it is stored in the key file.
struct SecretValues {
  std::string name;
  Shape shape;
  SecretVector<double> values;
};

/// A secret key of some scheme: the only thing that can encrypt and decrypt. Its members are secret unless
/// said otherwise; nothing of it is ever printed.
///
/// How misuse betrays: a copy of secret_values() outlives the key unless its owner lets SecretVector wipe it;
/// a number that decrypt() gave, handed to whoever computed the ciphertext, tells him of the key; a key made
/// or used with a seeded RandomSource protects nothing.
class SecretKey {
 public:
  virtual ~SecretKey() = default;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;

  /// Public: scheme, key id and the public values that go into every file.
  const SchemeInfo& scheme() const { return scheme_; }
  /// Public: what evaluating needs of this key.
  virtual EvaluationKey evaluation_key() const { return {scheme_, {}}; }

  /// Public: the models that the key was made for. Schemes that run any network have none.
  const std::vector<io::PublicPlan>& plans() const { return plans_; }
  void set_plans(std::vector<io::PublicPlan> plans) { plans_ = std::move(plans); }

  /// Encrypts a set of records with `info`. `whole`: the set, or all of what it is a shard of, for ranges and
  /// statistics; it may be read to its end. `options`: of the scheme. Throws UsageError for an option that
  /// the scheme does not have, DataError where the records cannot be encrypted.
  virtual std::unique_ptr<Encryptor> encryptor(const io::DatasetInfo& info, io::RecordSource& whole,
                                               const SchemeOptions& options,
                                               const RandomSource& random) const = 0;
  /// Encrypts the arrays of a model. Throws UsageError where the scheme has no encrypted models.
  virtual std::unique_ptr<ArrayEncryptor> array_encryptor(const SchemeOptions& options,
                                                          const RandomSource& random) const;
  /// Whether the key decrypts payload of this layout, and whether as data, or as results of a network.
  virtual bool decrypts(const PayloadLayout& layout) const = 0;
  virtual bool decrypts(const PayloadLayout& layout, io::DatasetKind) const { return decrypts(layout); }
  /// What is left for the key holder to do with decrypted results of this layout.
  virtual LastFunction last_function(const PayloadLayout&) const { return LastFunction::none; }
  /// The error that decrypted numbers of a data set have at most, but for one of some billions; 0: rounding
  /// alone.
  virtual double data_error() const { return 0; }
  /// Decrypts the payload of a field of `records` records into values [records, shape…]. Whoever sees the
  /// result and the payload may learn more than the result: with lattice schemes hand it to nobody who
  /// computed it.
  virtual void decrypt(const io::Field& field, std::size_t records, std::span<const double> payload,
                       std::span<double> values) const = 0;

  /// What the key file stores beside the sealing key.
  virtual std::vector<SecretValues> secret_values() const = 0;
  /// 32 bytes that seal identifiers.
  const SecretBytes& sealing_key() const { return sealing_key_; }

 protected:
  SecretKey(SchemeInfo scheme, SecretBytes sealing_key)
      : scheme_(std::move(scheme)), sealing_key_(std::move(sealing_key)) {}

 private:
  SchemeInfo scheme_;
  SecretBytes sealing_key_;
  std::vector<io::PublicPlan> plans_;
};

}  // namespace he::secret
