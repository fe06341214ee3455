#pragma once

#include <string>
#include <vector>

#include "he/audit/audit.h"
#include "he/audit/guessing.h"
#include "he/audit/part_counts.h"
#include "he/audit/repeats.h"
#include "he/schemes/ckks/parameters.h"

namespace he::audit {

/// The probability that anything is reported of a file in which nothing is wrong, over all its tests
/// together.
inline constexpr double kFalseAlarm = 1e-7;

/// What looking at a file of the scheme "ckks" without its key came to.
struct LatticeAudit {
  io::DatasetInfo data;
  std::size_t numbers = 0, ciphertexts = 0;
  std::size_t degree = 0, limbs = 0;
  double modulus_bits = 0, largest_modulus_bits = 0;
  std::vector<PartTest> tests;
  Repeats seeds;   ///< of c_1, with that of the re-randomisation key as the last one
  Repeats bodies;  ///< of c_0, or of whole results
  bool known_from_truth = false;
  GuessingScore regression, equality;  ///< not run where nothing is known
  double seconds = 0;

  /// Tests that count, attacks among them.
  std::size_t test_count() const;
  /// The logarithm of the p-value below which one is reported: Bonferroni's share of kFalseAlarm.
  double ln_threshold() const;
  bool reported(double ln_p) const { return ln_p < ln_threshold(); }
  /// What is wrong, a sentence each; none: nothing was found.
  std::vector<std::string> findings() const;
  bool leaks() const { return !findings().empty(); }
};

/// Whether audit_lattice() is for this scheme; audit() is for the others.
bool is_lattice(const SchemeInfo& scheme);

/// Checks a data set or predictions of the scheme "ckks" without a key: parameters against the table of 128
/// bits; uniformity of all polynomials in the file, in transformed form and as coefficients, with those of
/// seeds; repeated seeds and ciphertexts; and whether known numbers can be guessed from ciphertexts. Reads a
/// group of records at a time. A file that passes may still have a known secret, or no errors: these show
/// under the key alone. Throws DataError where parameters do not hold, the file is damaged or the truth does
/// not fit; UsageError where an output is asked for, since nothing is recovered.
LatticeAudit audit_lattice(io::RecordSource& data, const AuditOptions& options);

}  // namespace he::audit
