#pragma once

#include <optional>
#include <string>

#include "he/io/bytes/atomic_file.h"
#include "he/io/bytes/memory_file.h"
#include "he/io/hdf5/file.h"

namespace he::io::h5 {

/// An HDF5 file written atomically: fill file(), then commit(). For standard output and pipes, which HDF5
/// cannot write, it is held in memory until then.
class OutputFile final : public PendingOutput {
 public:
  /// Throws as AtomicFile does.
  explicit OutputFile(const std::string& path, Privacy privacy = Privacy::shared,
                      Overwrite overwrite = Overwrite::replace);
  ~OutputFile() override;

  File& file() { return file_; }
  /// Closes the file and what is open in it. Throws IoError where a write has failed, or where the file,
  /// opened again, has not got what its data sets promise.
  void prepare() override;
  void publish() override { output_.publish(); }
  void settle() noexcept override { output_.settle(); }

 private:
  AtomicFile output_;
  std::optional<MemoryFile> memory_;
  DescriptorState state_;  // outlives the HDF5 file
  File file_;
};

}  // namespace he::io::h5
