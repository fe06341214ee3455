#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "he/ring/modulus.h"

namespace he::schemes::ckks {

/// 32 bytes from which uniform polynomials follow. Public.
using Seed = std::array<unsigned char, 32>;

/// A seed as eight numbers of a payload, little-endian words; and back. Throws DataError where a number is no
/// integer below 2^32, or there are not eight.
Seed seed_of(std::span<const double> words);
void write_seed(const Seed& seed, std::span<double> words);

/// The polynomial `number` (from 1 on) of a seed modulo the prime q < 2^32 of limb `limb`, uniform, in
/// transformed form, as residues from 0 to q − 1. The key stream of ChaCha20 (Bernstein's: a nonce and a
/// block counter of 64 bits each, the counter from 0 on) under the key `seed` and the nonce (number − 1)·2^32
/// + limb is read as little-endian words of 32 bits. Of each the lowest bits are kept, as many as q has; of
/// what comes, values below q are taken in their order, all others are dropped. docs/format.md says the same.
void expand(const Seed& seed, std::uint32_t number, std::uint32_t limb, std::uint64_t q,
            std::span<std::uint32_t> out);

/// The same as canonical residues.
std::vector<double> uniform_polynomial(const Seed& seed, std::uint32_t number, std::size_t limb,
                                       const ring::Modulus& q, std::size_t degree);
void uniform_polynomial(const Seed& seed, std::uint32_t number, std::size_t limb, const ring::Modulus& q,
                        std::span<double> residues);

}  // namespace he::schemes::ckks
