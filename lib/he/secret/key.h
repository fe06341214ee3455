#pragma once

#include <memory>
#include <span>

#include "he/secret/more/masks.h"
#include "he/secret/secure_memory.h"
#include "he/tensor/scheme_info.h"

namespace he::secret {

/// A named secret number array of a key, as it is stored in the key file.
struct SecretValues {
  std::string name;
  Shape shape;
  SecretVector<double> values;
};

/// A secret key of some scheme: the only thing that can encrypt and decrypt. Its members are secret unless
/// said otherwise; nothing of it is ever printed.
class SecretKey {
 public:
  virtual ~SecretKey() = default;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;

  /// Public: scheme, key id and the public values that go into every file.
  const SchemeInfo& scheme() const { return scheme_; }
  /// Public: how the scheme writes a number on file.
  virtual const PayloadLayout& layout() const = 0;

  /// Public: how many numbers a ciphertext holds beside the message.
  virtual std::size_t mask_channels() const = 0;

  /// Encrypts `values` [records, F] into `payload`. `masks` draws the mask channels for these records.
  virtual void encrypt(std::span<const double> values, MaskBlock& masks, std::span<double> payload) const = 0;
  /// Decrypts a payload of as many numbers as `values` has.
  virtual void decrypt(std::span<const double> payload, std::span<double> values) const = 0;

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
};

/// The key id: BLAKE2b-128 of the scheme's name and public values, as 32 hexadecimal digits.
std::string key_id_of(const SchemeInfo& scheme);

}  // namespace he::secret
