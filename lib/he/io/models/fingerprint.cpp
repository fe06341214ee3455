#include "he/io/models/fingerprint.h"

#include <sodium.h>

#include <array>
#include <bit>
#include <cstdint>

namespace he::io {
namespace {

static_assert(std::endian::native == std::endian::little,
              "fingerprints are defined over little-endian numbers");

class Hash {
 public:
  Hash() { crypto_generichash_init(&state_, nullptr, 0, size); }

  void add(const void* bytes, std::size_t count) {
    crypto_generichash_update(&state_, static_cast<const unsigned char*>(bytes), count);
  }
  /// Length first, so that neighbours cannot be taken for one another.
  void add(const std::string& text) {
    add(text.size());
    add(text.data(), text.size());
  }
  void add(std::uint64_t number) { add(&number, sizeof number); }

  std::string finish() {
    std::array<unsigned char, size> digest{};
    crypto_generichash_final(&state_, digest.data(), size);
    std::string text(2 * size + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), digest.data(), size);
    text.pop_back();
    return text;
  }

 private:
  static constexpr std::size_t size = 16;
  crypto_generichash_state state_;
};

}  // namespace

std::string model_fingerprint(const ModelDescription& model) {
  nlohmann::json layers = nlohmann::json::array();
  for (const LayerDescription& layer : model.layers)
    layers.push_back({{"class_name", layer.class_name}, {"name", layer.name}, {"options", layer.options}});
  const nlohmann::json config{{"input_shape", model.input_shape}, {"layers", layers}};
  Hash hash;
  hash.add(config.dump(-1, ' ', true));
  for (const LayerDescription& layer : model.layers) {
    for (const Weight& weight : layer.weights) {
      hash.add(weight.name);
      hash.add(weight.shape.size());
      for (std::size_t extent : weight.shape) hash.add(extent);
      hash.add(weight.values.data(), weight.values.size() * sizeof(double));
    }
  }
  return hash.finish();
}

std::string text_fingerprint(const std::string& text) {
  Hash hash;
  hash.add(text.data(), text.size());
  return hash.finish();
}

}  // namespace he::io
