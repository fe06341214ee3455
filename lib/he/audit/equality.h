#pragma once

#include <optional>

#include "he/audit/sample.h"

namespace he::audit {

/// What telling equal plaintexts from their ciphertexts came to.
struct EqualityTest {
  std::size_t pairs = 0;  ///< tested
  std::size_t equal = 0;  ///< of them, pairs of equal plaintexts
  std::size_t right = 0;  ///< pairs, equal or not, that were told right

  double share() const { return pairs > 0 ? static_cast<double>(right) / static_cast<double>(pairs) : 0; }
};

/// Tells of pairs of ciphertexts whether they hold the same number, without choosing a channel: their
/// difference is then singular, det(C₁ − C₂) = (m₁ − m₂)(r₁ − r₂) = 0, that is, some channel of it is 0.
/// Scored against `plain`, the values of every column of the sample: on values next to one another in size
/// and on ones far apart, at most 1,024 pairs a column, in the first 64 columns.
EqualityTest test_equality(const Sample& sample, const std::vector<std::vector<double>>& plain);

}  // namespace he::audit
