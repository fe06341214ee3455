#pragma once

#include <optional>
#include <string>

#include "he/io/atomic_file.h"
#include "he/io/csv_writer.h"
#include "he/io/dataset_file.h"

namespace he::io {

/// Writes records in the format that the output's name asks for: CSV for `.csv` and `-` (standard output),
/// HDF5 for `.h5` and
/// `.hdf5`. Atomically: the file appears under its name with commit() and not before.
class DatasetOutput {
 public:
  /// `info.records` must be the number of records that will be written. Throws UsageError for another name,
  /// IoError where nothing can be written there.
  DatasetOutput(const std::string& path, const DatasetInfo& info, Privacy privacy = Privacy::shared);
  DatasetOutput(const DatasetOutput&) = delete;
  DatasetOutput& operator=(const DatasetOutput&) = delete;

  /// Appends records; `first` must continue where the last call ended.
  void write(const Records& records);
  /// JSON text of the provenance; CSV has no place for it.
  void set_provenance(const std::string& json);
  /// Throws IoError where the records cannot be completed on disk; an old file is then untouched.
  void commit();

 private:
  std::optional<DatasetWriter> hdf5_;
  std::optional<AtomicFile> file_;
  std::optional<CsvWriter> csv_;
};

}  // namespace he::io
