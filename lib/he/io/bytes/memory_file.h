#pragma once

#include <string>

#include "he/io/bytes/atomic_file.h"

namespace he::io {

/// A file that is in memory alone, for libraries that write nothing but files.
class MemoryFile {
 public:
  /// Throws IoError where the system refuses.
  MemoryFile();
  ~MemoryFile();
  MemoryFile(MemoryFile&& other) noexcept;
  MemoryFile& operator=(MemoryFile&&) = delete;

  int descriptor() const { return descriptor_; }
  /// The name under which this process, and no other, opens it.
  std::string path() const;
  /// Fills it with what is left in an open file or pipe, which messages call `name`. Throws IoError where it
  /// fails.
  void copy_from(int descriptor, const std::string& name);
  /// Appends all of its bytes to `output`.
  void copy_to(AtomicFile& output) const;

 private:
  int descriptor_;
};

}  // namespace he::io
