#include "he/io/bytes/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "he/error.h"
#include "he/io/bytes/descriptor.h"

namespace he::io {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;

}  // namespace

MemoryFile::MemoryFile() : descriptor_(memfd_create("he-tools", MFD_CLOEXEC)) {
  if (descriptor_ < 0)
    throw IoError(std::string("the system refuses a file in memory: ") + std::strerror(errno));
}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

void MemoryFile::copy_from(int descriptor, const std::string& name) {
  const auto fail = [&] { throw IoError(name + ": cannot be read: " + std::strerror(errno)); };
  std::string block(block_bytes, '\0');
  for (;;) {
    const ssize_t count = read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail();
    if (count == 0) return;
    errno = write_all(descriptor_, {block.data(), static_cast<std::size_t>(count)});
    if (errno != 0) fail();
  }
}

void MemoryFile::copy_to(AtomicFile& output) const {
  std::string block(block_bytes, '\0');
  for (off_t offset = 0;;) {
    const ssize_t count = pread(descriptor_, block.data(), block.size(), offset);
    if (count < 0) throw IoError(output.name() + ": cannot be written: " + std::strerror(errno));
    if (count == 0) return;
    output.write({block.data(), static_cast<std::size_t>(count)});
    offset += count;
  }
}

}  // namespace he::io
