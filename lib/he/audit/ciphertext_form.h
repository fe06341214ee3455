#pragma once

#include <cstddef>
#include <vector>

#include "he/io/records/records.h"

namespace he::audit {

/// How a scheme of the MORE family writes one number: as `degree` 2x2 matrices, by rows. They encrypt the
/// coefficients of a polynomial whose value at one of the `roots` of the public polynomial is the message;
/// MORE itself is degree 1. What is here follows from the public part of a file alone.
struct CiphertextForm {
  std::size_t degree = 1;
  std::vector<double> roots = {0};

  /// Doubles of one number on file.
  std::size_t entries() const { return 4 * degree; }
  /// Candidates for the message: two eigenvalues at every root.
  std::size_t channels() const { return 2 * degree; }
};

/// The form of an encrypted set of records. Throws DataError where `info` is not encrypted, or its numbers
/// are not laid out as the scheme writes them; UnsupportedError for a scheme that no attack here is made for.
CiphertextForm form_of(const io::DatasetInfo& info, const std::string& file);

}  // namespace he::audit
