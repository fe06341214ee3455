#include "he/secret/ckks/sub_key.h"

#include <string>

namespace he::secret::ckks {

SecretBytes sub_key(const SecretBytes& master, std::string_view purpose) {
  const std::string label = "he-tools/ckks/1/" + std::string(purpose);
  SecretBytes key(crypto_stream_chacha20_KEYBYTES);
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(label.data()),
                     label.size(), master.data(), master.size());
  return key;
}

}  // namespace he::secret::ckks
