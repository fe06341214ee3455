#pragma once

#include <cstddef>
#include <string>

#include "he/io/models/model.h"
#include "he/secret/key.h"
#include "he/secret/more/masks.h"

namespace he::secret {

/// A model whose weights, and learning curve where it has one, are payload of the key's scheme. Its
/// configuration and names are in clear.
struct EncryptedModel {
  io::ModelDescription model;
  std::size_t weights = 0;  ///< tensors
  std::size_t numbers = 0;  ///< in them and in the learning curve
  std::size_t redrawn = 0;  ///< masks that nearly coincided with their number, and were drawn anew
};

/// Encrypts a plain model. Masks follow each tensor of weights, and each column of the learning curve: its
/// mean and deviation (`normal`) or its range (`uniform`); a constant takes uniform masks. `file` names the
/// model in messages. Throws UsageError for decoy masks, DataError where the model is encrypted already, has
/// no weights, or holds a number that is not finite.
EncryptedModel encrypt(const SecretKey& key, const io::ModelDescription& model, MaskKind mask,
                       const RandomSource& random, const std::string& file);

/// Decrypts a model that is encrypted under `key`. Throws DataError where its numbers are not laid out as the
/// key's scheme does.
io::ModelDescription decrypt(const SecretKey& key, const io::ModelDescription& model,
                             const std::string& file);

}  // namespace he::secret
