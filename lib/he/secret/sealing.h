#pragma once

#include <span>
#include <string>
#include <vector>

#include "he/secret/random.h"
#include "he/secure_memory.h"

/// Authenticated encryption of bytes (XChaCha20-Poly1305) for what is not a number: identifiers and key
/// files. Who passes the same RandomStream position twice for two messages under one key gives their
/// exclusive-or away; who ignores the KeyError of unseal() reads what anybody may have written.
namespace he::secret {

/// Bytes by which a sealed message is longer: 24 of nonce, 16 of tag.
inline constexpr std::size_t kSealBytes = 40;

/// nonce | ciphertext | tag. `context` is authenticated too, but not contained: a key id.
std::vector<unsigned char> seal(const SecretBytes& key, std::span<const unsigned char> message,
                                const std::string& context, RandomStream& random);

/// Throws KeyError with `failure` where key, context or bytes are not those of seal().
SecretBytes unseal(const SecretBytes& key, std::span<const unsigned char> sealed, const std::string& context,
                   const std::string& failure);

/// Bytes of one sealed identifier where the longest has `longest` bytes: all are padded, so that lengths tell
/// nothing.
std::size_t sealed_id_bytes(std::size_t longest);

/// Seals identifiers, one after the other, into `sealed_id_bytes` each. Throws DataError for one that is too
/// long.
std::vector<unsigned char> seal_ids(const SecretBytes& key, const std::vector<std::string>& ids,
                                    std::size_t id_bytes, const std::string& key_id, RandomStream& random);

std::vector<std::string> open_ids(const SecretBytes& key, std::span<const unsigned char> sealed,
                                  std::size_t id_bytes, const std::string& key_id, const std::string& file);

}  // namespace he::secret
