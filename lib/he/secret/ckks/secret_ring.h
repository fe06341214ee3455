#pragma once

#include <span>
#include <vector>

#include "he/ring/encoding.h"
#include "he/ring/residue_number_system.h"
#include "he/ring/transform.h"
#include "he/schemes/ckks/parameters.h"
#include "he/schemes/ckks/sampling.h"
#include "he/secret/ckks/sub_key.h"

namespace he::secret::ckks {

using schemes::ckks::Parameters;

/// The secret s of a master and the arithmetic with it: the only place where s is multiplied with anything.
/// Time depends on no secret, but for how many words of 48 bits the largest coefficient of a message takes.
class SecretRing {
 public:
  SecretRing(const Parameters& parameters, const SecretBytes& master);

  const Parameters& parameters() const { return parameters_; }
  const ring::Modulus& modulus(std::size_t limb) const { return transforms_[limb].modulus(); }

  /// Integers of at most 2^32 (errors), the same ones modulo every prime: [limb][N], in transformed form.
  SecretVector<double> transformed(std::span<const double> integers) const;
  /// The integers next to the coefficients of these N slots times 2^scale_bits, plus `errors`: likewise.
  /// Throws DataError where a slot is not finite or too large.
  SecretVector<double> encoded(std::span<const double> slots, std::span<const double> errors) const;

  /// sum −= a·s^power, modulo one prime.
  void subtract_product(std::size_t limb, std::span<const double> a, std::size_t power,
                        std::span<double> sum) const;
  /// sum += a·s^power.
  void add_product(std::size_t limb, std::span<const double> a, std::size_t power,
                   std::span<double> sum) const;

  /// The N slots of a polynomial [limb][N] in transformed form, modulo its first `limbs` primes, over
  /// 2^scale_bits. The polynomial is overwritten. Throws DataError where a coefficient exceeds Q/4: nothing
  /// that is within its bounds does.
  void decode(std::span<double> polynomial, std::size_t limbs, int scale_bits, std::span<double> slots) const;

 private:
  std::span<const double> secret_power(std::size_t limb, std::size_t power) const;

  Parameters parameters_;
  std::vector<ring::Transform> transforms_;
  std::vector<ring::ResidueNumberSystem> systems_;  // of 1, 2, … limbs
  ring::Encoder encoder_;
  SecretVector<double> powers_;  // [limb][power − 1][N], in transformed form
};

}  // namespace he::secret::ckks
