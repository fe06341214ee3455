#pragma once

#include <span>
#include <string>
#include <vector>

#include "he/io/records/records.h"
#include "he/ring/encoding.h"
#include "he/ring/transform.h"
#include "he/schemes/ckks/parameters.h"

namespace he::audit {

/// How many polynomials a ciphertext of a field has, modulo how many primes, and what they are called.
struct LatticeForm {
  std::size_t powers = 2, limbs = 1;
  bool seeded = false;  ///< c_1 follows from a seed at the end of the ciphertext
  std::string letter;   ///< c: fresh, d: results, p: re-randomisation key

  /// "c_0", "c_1", and behind all powers "c_0 + c_1" and "c_0 − c_1".
  std::string part(std::size_t index) const;
  /// All of these.
  std::size_t parts() const { return powers + 2; }
};

/// Throws DataError where the field is not laid out as the scheme writes it.
LatticeForm lattice_form(const schemes::ckks::Parameters& parameters, const io::Field& field,
                         const std::string& file);
LatticeForm lattice_form_of_key(const schemes::ckks::Parameters& parameters);

/// The polynomials of a ciphertext in transformed form, [power][limb][N], canonical residues: read, or
/// expanded from its seed. Throws DataError where a number is no residue.
std::vector<double> polynomials_of(const schemes::ckks::Parameters& parameters, const LatticeForm& form,
                                   std::span<const double> cell);
/// Those of the re-randomisation key in every file: p_0, and p_1, … of its seed.
std::vector<double> polynomials_of_key(const schemes::ckks::Parameters& parameters, const SchemeInfo& scheme);

/// All that can be seen of a ciphertext without a key.
struct OpenedCiphertext {
  std::vector<double> transformed;   ///< [power][limb][N]
  std::vector<double> coefficients;  ///< [part][limb][N]; sum and difference would be a message under s = ±1
};

/// Opens ciphertexts of one ring.
class CiphertextOpener {
 public:
  explicit CiphertextOpener(const schemes::ckks::Parameters& parameters);

  OpenedCiphertext open(const LatticeForm& form, std::vector<double> transformed) const;

  /// What an attacker can regress on, [row][N], column j for the record in slot j, in units of about 1: of
  /// every prime the transformed powers at j, the coefficients of all parts at j, and these decoded as a
  /// message, slot j.
  std::vector<std::vector<double>> words(const LatticeForm& form, const OpenedCiphertext& opened) const;

 private:
  std::size_t degree_;
  std::vector<ring::Transform> transforms_;
  ring::Encoder encoder_;
};

/// Rows of words().
inline std::size_t word_rows(const LatticeForm& form) {
  return form.limbs * (form.powers + 2 * form.parts());
}

}  // namespace he::audit
