#pragma once

#include <memory>
#include <string>

#include "he/io/hdf5/file.h"
#include "he/io/records/records.h"

namespace he::io {

/// Opens a data set or predictions in HDF5, ours (plain or encrypted) or anybody's with a data set `/x`.
/// `-` is standard input. Virtual data sets are refused unless `allow_virtual`, and then only over bare file
/// names in the same folder. Throws DataError, UnsupportedError or IoError with one line that names the file.
std::unique_ptr<RecordSource> open_dataset_file(const std::string& path, bool allow_virtual = false);
/// The same from a file that open_untrusted() opened.
std::unique_ptr<RecordSource> open_dataset_file(h5::File file);

}  // namespace he::io
