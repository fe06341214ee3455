#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "he/tensor/array.h"
#include "he/tensor/scheme_info.h"
#include "he/tensor/scheme_options.h"

/// CKKS in real slots: Cheon, Kim, Kim & Song, ASIACRYPT 2017, over the conjugate-invariant ring of Kim &
/// Song, IACR ePrint 2018/952. N records share a ciphertext, one in each slot. A ciphertext holds polynomials
/// d_0, d_1, … and stands for Σ d_i s^i, s being the secret; products keep the powers of s, and nothing is
/// rescaled.
namespace he::schemes::ckks {

inline constexpr const char* kScheme = "ckks";

/// The largest log2 Q of 128 bits of classical security for a uniform ternary secret and errors of standard
/// deviation 3.2: Security Guidelines for Implementing Homomorphic Encryption, IACR ePrint 2024/463. Throws
/// UsageError where the degree is none of the ring's.
double largest_modulus_bits(std::size_t degree);

/// Who encrypts: whoever holds the secret key, or everybody.
enum class Mode { secret_key, public_key };

/// The numbers that the features of a record may be.
struct Range {
  double low = -1, high = 1;
};

/// What is chosen before a key is drawn: public, and the same for all its files.
struct Choice {
  std::size_t degree = 4096;          ///< N
  std::vector<std::uint64_t> moduli;  ///< q_0, q_1, …: primes below 2^32 that are 1 modulo 4N
  int scale_bits = 21;                ///< a number z is encrypted as the integer next to z·2^scale_bits
  Range range{};                      ///< of the features of the data
  std::size_t powers = 3;             ///< of s that results have at most: s^0 … s^(powers − 1)
  Mode mode = Mode::secret_key;
  double largest_result = 1;  ///< magnitude that results may have, times the scale of theirs at most Q/4
};

/// A choice that holds: every number in its range, and the modulus within the table. There is no way round
/// it.
class Parameters {
 public:
  /// Throws DataError, in one line, where the choice does not hold.
  explicit Parameters(Choice choice);

  std::size_t degree() const { return choice_.degree; }
  std::size_t limbs() const { return choice_.moduli.size(); }
  const std::vector<std::uint64_t>& moduli() const { return choice_.moduli; }
  int scale_bits() const { return choice_.scale_bits; }
  const Range& range() const { return choice_.range; }
  std::size_t powers() const { return choice_.powers; }
  Mode mode() const { return choice_.mode; }
  double largest_result() const { return choice_.largest_result; }
  /// log2 of the product of the first `limbs` moduli.
  double modulus_bits(std::size_t limbs) const;
  double modulus_bits() const { return modulus_bits(limbs()); }

 private:
  Choice choice_;
};

/// The attributes of every file of a key.
std::map<std::string, Array> public_values_of(const Parameters& parameters);

/// What a file says, checked as what comes from outside. Throws DataError naming the attribute.
Parameters parameters_of(const SchemeInfo& scheme);

/// A public value of these extents, all its numbers integers from 0 to below `limit`. Throws DataError naming
/// it.
const std::vector<double>& whole_numbers_of(const SchemeInfo& scheme, const std::string& name,
                                            const Shape& shape, double limit);

/// Parameters as text, for the making of a key; and back. Throws UsageError where text is missing or no
/// number.
SchemeOptions options_of(const Parameters& parameters);
Parameters parameters_of(const SchemeOptions& options);
std::vector<SchemeOption> parameter_options();

}  // namespace he::schemes::ckks
