#include "he/schemes/ckks/rerandomization.h"

#include <array>
#include <bit>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/pointwise.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/sampling.h"
#include "he/schemes/ckks/uniform.h"

namespace he::schemes::ckks {
namespace {

SecretBytes key_of(std::optional<std::uint64_t> seed) {
  if (sodium_init() < 0) throw IoError("the operating system's random number generator is not available");
  SecretBytes key(crypto_stream_chacha20_KEYBYTES);
  if (seed) {
    const auto bytes = std::bit_cast<std::array<unsigned char, 8>>(*seed);
    crypto_generichash(key.data(), key.size(), bytes.data(), bytes.size(), nullptr, 0);
  } else {
    randombytes_buf(key.data(), key.size());
  }
  return key;
}

/// The key of one mask: of fresh bytes, its number, and what it hides. Should the bytes ever repeat (a cloned
/// machine), equal results get equal masks, and nothing more shows.
SecretBytes mask_key(const SecretBytes& key, std::uint64_t number, std::span<const double> ciphertext) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), key.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&number), sizeof number);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(ciphertext.data()),
                            ciphertext.size_bytes());
  SecretBytes mask(key.size());
  crypto_generichash_final(&state, mask.data(), mask.size());
  sodium_memzero(&state, sizeof state);
  return mask;
}

}  // namespace

Rerandomizer::Rerandomizer(const SchemeInfo& scheme, const Parameters& parameters,
                           std::optional<std::uint64_t> seed)
    : powers_(parameters.powers()),
      limbs_(parameters.limbs()),
      degree_(parameters.degree()),
      key_(key_of(seed)) {
  for (const std::uint64_t q : parameters.moduli()) transforms_.emplace_back(q, degree_);
  const std::vector<double>& first =
      whole_numbers_of(scheme, "rerandomization_key", {limbs_, degree_}, 0x1p32);
  const Seed others = seed_of(whole_numbers_of(scheme, "rerandomization_seed", {kSeedWords}, 0x1p32));
  public_parts_.resize(powers_ * limbs_ * degree_);
  for (std::size_t power = 0; power < powers_; ++power)
    for (std::size_t limb = 0; limb < limbs_; ++limb) {
      const std::span part(public_parts_.data() + (power * limbs_ + limb) * degree_, degree_);
      const ring::Modulus& q = transforms_[limb].modulus();
      if (power == 0)
        read_residues(q.value(), std::span(first).subspan(limb * degree_, degree_), part);
      else
        uniform_polynomial(others, static_cast<std::uint32_t>(power), limb, q, part);
    }
}

std::span<const double> Rerandomizer::public_part(std::size_t power, std::size_t limb) const {
  return {public_parts_.data() + (power * limbs_ + limb) * degree_, degree_};
}

void Rerandomizer::add_mask(std::uint64_t number, std::span<double> ciphertext) const {
  const SecretBytes key = mask_key(key_, number, ciphertext);
  SecretVector<double> drawn((1 + powers_) * degree_), v(degree_), e(degree_);
  draw_ternary(key, 0, std::span(drawn).first(degree_));
  for (std::size_t power = 0; power < powers_; ++power)
    draw_centred_binomial(key, 1 + power, std::span(drawn).subspan((1 + power) * degree_, degree_));
  for (std::size_t limb = 0; limb < limbs_; ++limb) {
    const ring::Modulus& q = transforms_[limb].modulus();
    const auto transformed = [&](std::size_t which, SecretVector<double>& out) {
      ring::reduce(q, std::span(drawn).subspan(which * degree_, degree_), out);
      transforms_[limb].forward(out.data());
    };
    transformed(0, v);
    for (std::size_t power = 0; power < powers_; ++power) {
      const std::span row = ciphertext.subspan((power * limbs_ + limb) * degree_, degree_);
      transformed(1 + power, e);
      ring::add(q, row, e, row);
      ring::multiply_add(q, public_part(power, limb), v, row, row);
    }
  }
}

}  // namespace he::schemes::ckks
