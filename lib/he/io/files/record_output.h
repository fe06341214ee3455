#pragma once

#include <memory>
#include <string>

#include "he/io/bytes/atomic_file.h"
#include "he/io/records/records.h"

namespace he::io {

/// Records on their way into a file of the format that its name asks for. Nothing appears under the name
/// before commit().
class RecordOutput : public PendingOutput {
 public:
  virtual void write(const Records& records) = 0;
  /// JSON text of the provenance; CSV has no place for it.
  virtual void set_provenance(const std::string& json) = 0;
};

enum class Format { hdf5, csv };

/// CSV for names that end in .csv, HDF5 for .h5, .hdf5 and .he; standard output, devices and other names take
/// `otherwise`.
Format format_of(const std::string& path, Format otherwise);

struct RecordOutputOptions {
  Format standard_format = Format::hdf5;  ///< for names that say nothing
  int digits = 0;                         ///< CSV: significant digits; 0 is as many as reading back needs
  Privacy privacy = Privacy::shared;
};

/// Throws UsageError where encrypted records would go into CSV.
std::unique_ptr<RecordOutput> open_record_output(const std::string& path, const DatasetInfo& info,
                                                 const RecordOutputOptions& options = {});

}  // namespace he::io
