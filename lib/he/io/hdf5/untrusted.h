#pragma once

#include <string>

#include "he/io/hdf5/file.h"

namespace he::io {

/// Opens a received HDF5 file for reading; `-` is standard input, which is held in memory like any pipe.
/// The file is first opened and walked in a child process, so that content on which the HDF5 library itself
/// fails is an error line and no crash. Refused are external links and storage, filters other than HDF5's
/// own, plug-ins, and virtual data sets; with `allow_virtual` those over bare file names in the same folder,
/// which are walked too, are accepted. Throws IoError, DataError or UnsupportedError with one line that names
/// the file.
h5::File open_untrusted(const std::string& path, bool allow_virtual = false);

}  // namespace he::io
