#include "he/io/bytes/descriptor.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace he::io {
namespace {

/// Calls `write_some(done)`, which writes from byte `done` on, until `size` bytes are written.
template <typename WriteSome>
int repeat(std::size_t size, WriteSome write_some) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t written = write_some(done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return EIO;  // POSIX leaves open what it means; going on would never end
    done += static_cast<std::size_t>(written);
  }
  return 0;
}

}  // namespace

std::string error_text(int error) {
  return error == ENOSPC ? "no space left on device" : std::strerror(error);
}

int write_all(int descriptor, std::string_view bytes) {
  return repeat(bytes.size(), [&](std::size_t done) {
    return ::write(descriptor, bytes.data() + done, bytes.size() - done);
  });
}

int write_all_at(int descriptor, std::uint64_t offset, std::string_view bytes) {
  return repeat(bytes.size(), [&](std::size_t done) {
    return ::pwrite(descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
  });
}

int sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor descriptor(
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() < 0) return errno;
  // Some network file systems cannot sync a folder; the file itself is on disk by then.
  return fsync(descriptor.number()) != 0 && errno != EINVAL ? errno : 0;
}

}  // namespace he::io
