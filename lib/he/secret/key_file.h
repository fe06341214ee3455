#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "he/io/bytes/atomic_file.h"
#include "he/secret/key.h"

namespace he::secret {

/// Writes a secret key, mode 0600. With a passphrase that is not empty its secrets are sealed under it
/// (Argon2id and XChaCha20-Poly1305). With `evaluation_path` the public values that evaluation needs are
/// written there: both files appear, or neither. Throws IoError where the file exists and `overwrite`
/// refuses.
void write_key(const std::string& path, const SecretKey& key, std::string_view passphrase,
               const RandomSource& random, io::Overwrite overwrite, const std::string& evaluation_path = {});

/// Passphrases to try, in this order.
using Passphrases = std::vector<SecretBytes>;

/// Reads a secret key. `passphrases` is called where the key is sealed. Throws KeyError where none opens it,
/// DataError where the file is not a secret key.
std::unique_ptr<SecretKey> read_key(const std::string& path, const std::function<Passphrases()>& passphrases);

/// Throws KeyError naming both ids where `file` is not encrypted under `key`, DataError where it is not
/// encrypted at all.
void require_key(const SecretKey& key, const SchemeInfo& scheme, const std::string& file);

}  // namespace he::secret
