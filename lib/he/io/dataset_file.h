#pragma once

#include <memory>
#include <string>

#include "he/io/atomic_file.h"
#include "he/io/dataset.h"
#include "he/io/hdf5.h"

namespace he::io {

/// Writes a data set or predictions as HDF5, block by block, atomically: the file appears under its name with
/// commit() and not before; without it nothing is left. `-` is standard output (held in memory until
/// commit()).
class DatasetWriter {
 public:
  using Privacy = io::Privacy;  ///< owner_only: mode 0600, for everything decrypted

  /// `info.records` must be the number of records that will be written.
  DatasetWriter(const std::string& path, const DatasetInfo& info, Privacy privacy = Privacy::shared);
  ~DatasetWriter();
  DatasetWriter(DatasetWriter&&) noexcept;

  /// Appends records; `first` must continue where the last call ended.
  void write(const Records& records);
  /// `json`: text of the provenance, replacing that of the info.
  void set_provenance(const std::string& json);
  /// Flushes, closes, renames. Throws IoError where any of it fails; the old file is then untouched.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Opens a data set or predictions in HDF5, ours (plain or encrypted) or anybody's with a data set `/x`.
/// `-` is standard input. Virtual data sets are refused unless `allow_virtual`, and then only over bare file
/// names in the same folder. Throws DataError, Unsupported or IoError with one line that names the file.
std::unique_ptr<RecordSource> open_dataset_file(const std::string& path, bool allow_virtual = false);
/// The same from a file that open_untrusted() opened.
std::unique_ptr<RecordSource> open_dataset_file(h5::File file);

/// Reads every byte of an HDF5 file of this project, so that every checksum is tested; throws DataError
/// naming the damaged data set.
void verify_file(const std::string& path, bool allow_virtual = false);

}  // namespace he::io
