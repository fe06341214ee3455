#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "he/schemes/ckks/parameters.h"
#include "he/tensor/payload_layout.h"
#include "he/tensor/plan.h"

namespace he::schemes::ckks {

/// Words of the seed at the end of a fresh ciphertext.
inline constexpr std::size_t kSeedWords = 8;

/// What a ciphertext of results is: Σ d_i s^i with i below `powers`, modulo the first `limbs` moduli, of
/// numbers times 2^scale_bits.
struct ResultForm {
  std::size_t powers = 2;
  std::size_t limbs = 1;
  int scale_bits = 0;
  LastFunction last = LastFunction::none;  ///< is the key holder's: results hold what goes into it
  bool operator==(const ResultForm&) const = default;
};

/// Of data: [limbs·N + 8], c_0 in transformed form limb by limb, then the seed of c_1. Under a public key
/// [2·limbs·N], c_0 and c_1.
PayloadLayout data_layout(const Parameters& parameters);

/// Of results: [powers, limbs, N], named "ckks-2^SCALE_BITS", and then "-softmax" or "-sigmoid".
PayloadLayout result_layout(const Parameters& parameters, const ResultForm& form);

/// The other way; nothing where it is none of these parameters.
std::optional<ResultForm> result_form(const Parameters& parameters, const PayloadLayout& layout);

/// Residues from a payload, which holds the least that are not negative, and back. Throws DataError where a
/// number is no integer below q. Time does not depend on the residues.
void read_residues(std::uint64_t q, std::span<const double> payload, std::span<double> residues);
void write_residues(std::uint64_t q, std::span<const double> residues, std::span<double> payload);

}  // namespace he::schemes::ckks
