#pragma once

#include <cstddef>
#include <string>

#include "he/io/models/model.h"
#include "he/secret/key.h"

namespace he::secret {

/// A model whose weights, and learning curve where it has one, are payload of the key's scheme. Its
/// configuration and names are in clear.
struct EncryptedModel {
  io::ModelDescription model;
  std::size_t weights = 0;  ///< tensors
  std::size_t numbers = 0;  ///< in them and in the learning curve
  SchemeOptions options;    ///< of the scheme, in force
  std::size_t redrawn = 0;  ///< masks that nearly coincided with their number, and were drawn anew
};

/// Encrypts a plain model. `options`: of the scheme, such as {"mask", "normal"}. `file` names the model in
/// messages. Throws UsageError for an option that the scheme does not have for models, UnsupportedError where
/// it encrypts none, DataError where the model is encrypted already, has no weights, or holds a number that
/// is not finite.
EncryptedModel encrypt(const SecretKey& key, const io::ModelDescription& model, const SchemeOptions& options,
                       const RandomSource& random, const std::string& file);

/// Decrypts a model that is encrypted under `key`. Throws DataError where its numbers are not laid out as the
/// key's scheme does.
io::ModelDescription decrypt(const SecretKey& key, const io::ModelDescription& model,
                             const std::string& file);

}  // namespace he::secret
