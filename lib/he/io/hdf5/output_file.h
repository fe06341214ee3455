#pragma once

#include <optional>
#include <string>

#include "he/io/bytes/atomic_file.h"
#include "he/io/bytes/memory_file.h"
#include "he/io/hdf5/file.h"

namespace he::io::h5 {

/// An HDF5 file written atomically: fill file(), then commit(). For standard output and pipes, which HDF5
/// cannot write, it is held in memory until commit().
class OutputFile {
 public:
  /// Throws as AtomicFile does.
  explicit OutputFile(const std::string& path, Privacy privacy = Privacy::shared,
                      Overwrite overwrite = Overwrite::replace);

  File& file() { return file_; }
  /// Closes the file and what is open in it, and publishes it. Throws IoError where any of it fails.
  void commit();

 private:
  AtomicFile output_;  // outlives the HDF5 file, so that what HDF5 still writes is removed
  std::optional<MemoryFile> memory_;
  File file_;
};

}  // namespace he::io::h5
