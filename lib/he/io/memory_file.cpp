#include "he/io/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "he/error.h"

namespace he::io {

MemoryFile::MemoryFile() : descriptor_(memfd_create("he-tools", MFD_CLOEXEC)) {
  if (descriptor_ < 0)
    throw IoError(std::string("the system refuses a file in memory: ") + std::strerror(errno));
}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

void MemoryFile::copy_to(AtomicFile& output) const {
  std::string block(std::size_t{1} << 20, '\0');
  for (off_t offset = 0;;) {
    const ssize_t count = pread(descriptor_, block.data(), block.size(), offset);
    if (count < 0) throw IoError(output.name() + ": cannot be written: " + std::strerror(errno));
    if (count == 0) return;
    output.write({block.data(), static_cast<std::size_t>(count)});
    offset += count;
  }
}

}  // namespace he::io
