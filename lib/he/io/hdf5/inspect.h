#pragma once

#include <string>

#include "he/io/hdf5/file.h"

namespace he::io::h5 {

/// Whether virtual data sets are accepted, and from where.
struct VirtualSources {
  bool allowed = false;
  std::string folder;  ///< of the file; empty for a file in memory, which has none
};

/// Walks all objects of a file: reads the attributes, the layout and the first value of every data set.
/// Throws DataError or UnsupportedError at whatever would make HDF5 read another file or run foreign code.
/// Virtual sources are walked as well. To be run where a crash of HDF5 does no harm.
void inspect(const File& file, const VirtualSources& sources);

}  // namespace he::io::h5
