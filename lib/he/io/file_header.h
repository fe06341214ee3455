#pragma once

#include <optional>
#include <string>

#include "he/io/hdf5.h"
#include "he/tensor/scheme_info.h"

namespace he::io {

/// What the root attributes of a file of this project say: `he_kind`, `he_version`, `he_scheme`, `he_key_id`,
/// `he_creator`, `he_seeded` (1 where masks or key came from a seed), and the scheme's public values under
/// their names.
struct FileHeader {
  std::string kind;  ///< "model", "dataset", "predictions", "secret-key", …
  SchemeInfo scheme;
};

/// Writes the root attributes; the creator is the running program and its version.
void write_header(h5::File& file, const std::string& kind, const SchemeInfo& scheme);

/// Reads the root attributes; nothing for a file that is not of this project (no `he_kind`).
/// Throws Unsupported for a newer major version, DataError where attributes are missing or contradict each
/// other.
std::optional<FileHeader> read_header(const h5::File& file);

}  // namespace he::io
