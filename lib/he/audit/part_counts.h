#pragma once

#include <string>
#include <vector>

#include "he/audit/lattice_parts.h"
#include "he/audit/uniformity.h"

namespace he::audit {

/// A test of uniformity and what it was made on.
struct PartTest {
  std::string part;  ///< "c_0", "c_0 + c_1", …
  bool transformed;  ///< else coefficients
  std::uint64_t modulus;
  std::uint64_t residues;
  UniformityTest test;
};

/// The residues of all ciphertexts of one form, counted for each polynomial and each prime: the powers in
/// transformed form, and all parts as coefficients. A polynomial that is small, such as a message without
/// c_1·s, looks uniform in the one and not in the other.
class PartCounts {
 public:
  PartCounts(const schemes::ckks::Parameters& parameters, LatticeForm form);

  void add(const OpenedCiphertext& opened);
  void add(const PartCounts& other);
  std::vector<PartTest> tests() const;

 private:
  LatticeForm form_;
  std::vector<std::uint64_t> moduli_;
  std::size_t degree_;
  std::vector<UniformityCounts> transformed_, coefficients_;  // as in OpenedCiphertext, without N
};

}  // namespace he::audit
