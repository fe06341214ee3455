#pragma once

#include <map>
#include <string>
#include <vector>

#include "he/tensor/scheme_info.h"

namespace he::io {

/// A training that can continue, as named arrays of numbers. Under encryption they are coordinates of
/// ciphertexts, which hold no more than the ciphertexts do.
struct Checkpoint {
  SchemeInfo scheme;
  std::string run;                                    ///< JSON text: what was run, on what
  std::map<std::string, std::vector<double>> arrays;  ///< by path, "tensors/0"; none is empty
};

/// Writes a file of the kind `checkpoint`, atomically; an old one is replaced.
void write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

/// Throws DataError where the existing file `path` is anything but a checkpoint: nothing else may be replaced
/// by one.
void require_checkpoint(const std::string& path);

/// Throws IoError, DataError or UnsupportedError with one line that names the file.
Checkpoint read_checkpoint(const std::string& path);

}  // namespace he::io
