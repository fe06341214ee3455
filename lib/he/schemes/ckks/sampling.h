#pragma once

#include <cstdint>
#include <span>

#include "he/secure_memory.h"

/// Secret numbers from secret seeds. Nothing here has a branch or an address that depends on what is drawn,
/// nor a table.
namespace he::schemes::ckks {

/// Uniform in {−1, 0, 1}: the integer part of 3·u, u of 128 bits, which is off by less than 2^-126. From the
/// ChaCha20 key stream of key and nonce, 16 bytes a number, the lower half first.
void draw_ternary(const SecretBytes& key, std::uint64_t nonce, std::span<double> out);

/// A sum of 21 bits less a sum of 21 others: variance 10.5, at most 21 in magnitude. Bits 0 to 20, and 21 to
/// 41, of each 64-bit word of the key stream.
void draw_centred_binomial(const SecretBytes& key, std::uint64_t nonce, std::span<double> out);

/// The largest magnitude that it draws.
inline constexpr int kMaxError = 21;

}  // namespace he::schemes::ckks
