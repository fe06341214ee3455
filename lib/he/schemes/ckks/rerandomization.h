#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "he/ring/transform.h"
#include "he/schemes/ckks/parameters.h"
#include "he/secure_memory.h"

namespace he::schemes::ckks {

/// Hides from everybody but the key holder how results were computed. The public values of a key hold p_0 …
/// p_d with Σ p_i s^i = Σ e_i s^i, small. To every ciphertext of results (v·p_0 + e_0′, …, v·p_d + e_d′) is
/// added, v uniform ternary and e_i′ centred binomial, fresh for each: by the hardness of ring-LWE it looks
/// uniform, and it adds v·Σ e_i s^i + Σ e_i′ s^i to the result. The key holder, who knows s, learns the
/// integer Σ d_i s^i as it is: nothing is claimed against them.
class Rerandomizer {
 public:
  /// Takes p_0 from the public values. `seed`: for tests alone; otherwise the operating system's generator is
  /// asked once. Throws DataError where the public values are not those of a key.
  Rerandomizer(const SchemeInfo& scheme, const Parameters& parameters, std::optional<std::uint64_t> seed);

  std::size_t powers() const { return powers_; }
  /// Numbers of so many masks, from the first on, that nobody else gets.
  std::uint64_t reserve(std::size_t masks) const { return drawn_.fetch_add(masks); }
  /// Adds the mask of this number to one ciphertext of residues in transformed form, [powers, limbs, N]. No
  /// number may serve twice: the difference of two results would show that of what was computed.
  void add_mask(std::uint64_t number, std::span<double> ciphertext) const;

 private:
  std::span<const double> public_part(std::size_t power, std::size_t limb) const;

  std::size_t powers_, limbs_, degree_;
  std::vector<ring::Transform> transforms_;
  std::vector<double> public_parts_;  // p_i, [power, limb, N]
  SecretBytes key_;
  mutable std::atomic<std::uint64_t> drawn_{0};
};

}  // namespace he::schemes::ckks
