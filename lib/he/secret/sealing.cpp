#include "he/secret/sealing.h"

#include <algorithm>
#include <cstring>

#include "he/error.h"

namespace he::secret {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kSealBytes == kNonce + kTag);

// An identifier is preceded by its length and followed by zeros.
constexpr std::size_t kLengthBytes = 2;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::vector<unsigned char> seal(const SecretBytes& key, std::span<const unsigned char> message,
                                const std::string& context, RandomStream& random) {
  std::vector<unsigned char> sealed(kNonce + message.size() + kTag);
  // The nonce hashes the message under fresh randomness, so that not even a repeated seed repeats a nonce for
  // another message.
  SecretBytes fresh(crypto_generichash_KEYBYTES);
  random.bytes(fresh);
  crypto_generichash(sealed.data(), kNonce, message.data(), message.size(), fresh.data(), fresh.size());
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonce, nullptr, message.data(), message.size(),
                                             bytes_of(context), context.size(), nullptr, sealed.data(),
                                             key.data());
  return sealed;
}

SecretBytes unseal(const SecretBytes& key, std::span<const unsigned char> sealed, const std::string& context,
                   const std::string& failure) {
  if (sealed.size() < kSealBytes) throw KeyError(failure);
  SecretBytes message(sealed.size() - kSealBytes);
  const int refused = crypto_aead_xchacha20poly1305_ietf_decrypt(
      message.data(), nullptr, nullptr, sealed.data() + kNonce, sealed.size() - kNonce, bytes_of(context),
      context.size(), sealed.data(), key.data());
  if (refused != 0) throw KeyError(failure);
  return message;
}

std::size_t sealed_id_bytes(std::size_t longest) { return kSealBytes + kLengthBytes + longest; }

std::vector<unsigned char> seal_ids(const SecretBytes& key, const std::vector<std::string>& ids,
                                    std::size_t id_bytes, const std::string& key_id, RandomStream& random) {
  std::vector<unsigned char> result;
  result.reserve(ids.size() * id_bytes);
  SecretBytes padded(id_bytes - kSealBytes);
  for (const std::string& id : ids) {
    if (id.size() + kLengthBytes > padded.size())
      throw DataError("an identifier is longer than any in the first pass over the data");
    std::fill(padded.begin(), padded.end(), static_cast<unsigned char>(0));
    padded[0] = static_cast<unsigned char>(id.size() & 0xff);
    padded[1] = static_cast<unsigned char>(id.size() >> 8);
    std::memcpy(padded.data() + kLengthBytes, id.data(), id.size());
    const auto sealed = seal(key, padded, key_id, random);
    result.insert(result.end(), sealed.begin(), sealed.end());
  }
  return result;
}

std::vector<std::string> open_ids(const SecretBytes& key, std::span<const unsigned char> sealed,
                                  std::size_t id_bytes, const std::string& key_id, const std::string& file) {
  const std::string failure = file + ": a sealed identifier does not open: the file was damaged or altered";
  if (id_bytes < kSealBytes + kLengthBytes || sealed.size() % id_bytes != 0) throw KeyError(failure);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < sealed.size(); i += id_bytes) {
    const SecretBytes padded = unseal(key, sealed.subspan(i, id_bytes), key_id, failure);
    const std::size_t length = padded[0] + 256u * padded[1];
    if (length + kLengthBytes > padded.size()) throw KeyError(failure);
    ids.emplace_back(reinterpret_cast<const char*>(padded.data()) + kLengthBytes, length);
  }
  return ids;
}

}  // namespace he::secret
