#pragma once

#include <string>

namespace he::io {

/// Reads every byte of an HDF5 file of this project, so that every checksum is tested; throws DataError
/// naming the damaged data set.
void verify_file(const std::string& path, bool allow_virtual = false);

}  // namespace he::io
