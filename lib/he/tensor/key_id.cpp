#include "he/tensor/key_id.h"

#include <sodium.h>

namespace he {

std::string key_id_of(const SchemeInfo& scheme) {
  crypto_generichash_state state;
  unsigned char digest[16];
  crypto_generichash_init(&state, nullptr, 0, sizeof digest);
  const auto add = [&](const void* data, std::size_t size) {
    crypto_generichash_update(&state, static_cast<const unsigned char*>(data), size);
  };
  add(scheme.name.c_str(), scheme.name.size() + 1);
  for (const auto& [name, array] : scheme.public_values) {
    add(name.c_str(), name.size() + 1);
    add(array.values.data(), array.values.size() * sizeof(double));
  }
  crypto_generichash_final(&state, digest, sizeof digest);
  char hex[2 * sizeof digest + 1];
  return sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
}

}  // namespace he
