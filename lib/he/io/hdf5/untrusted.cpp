#include "he/io/hdf5/untrusted.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "he/error.h"
#include "he/io/bytes/child_process.h"
#include "he/io/bytes/descriptor.h"
#include "he/io/hdf5/inspect.h"

namespace he::io {
namespace {

constexpr unsigned walk_seconds = 10;

int open_file(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw IoError(path + ": cannot be opened: " + std::strerror(errno));
  return descriptor;
}

bool is_regular(int descriptor, const std::string& name) {
  struct stat status = {};
  if (fstat(descriptor, &status) != 0) throw IoError(name + ": cannot be opened: " + std::strerror(errno));
  if (S_ISDIR(status.st_mode)) throw IoError(name + " is a folder, not a file");
  return S_ISREG(status.st_mode);
}

std::string read_at(int descriptor, std::size_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t count = pread(descriptor, bytes.data(), size, static_cast<off_t>(offset));
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

/// HDF5's signature stands at the beginning, or after a user block of 512, 1024, … bytes.
bool has_signature(int descriptor) {
  const std::string signature = "\211HDF\r\n\032\n";
  for (std::size_t offset = 0;; offset = offset ? 2 * offset : 512) {
    const std::string bytes = read_at(descriptor, offset, signature.size());
    if (bytes == signature) return true;
    if (bytes.size() < signature.size()) return false;
  }
}

void require_hdf5(int descriptor, const std::string& name) {
  if (has_signature(descriptor)) return;
  const std::string head = read_at(descriptor, 0, 64);
  if (head.empty()) throw DataError(name + " is empty");
  if (head.starts_with("version https://git-lfs.github.com/spec/"))
    throw DataError(name + " is a Git LFS pointer, not the file itself: fetch it with git lfs pull");
  if (head.starts_with("PK\003\004"))
    throw DataError(name +
                    " is a zip archive, not an HDF5 file; from a .keras archive, save the model with "
                    "model.save('name.h5')");
  throw DataError(name + " is not an HDF5 file");
}

}  // namespace

h5::File open_untrusted(const std::string& path, bool allow_virtual) {
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : path;
  const Descriptor input{standard ? STDIN_FILENO : open_file(path)};
  const std::string broken = name + ": damaged HDF5 file: the HDF5 library fails on it";
  if (is_regular(input.number(), name) && !standard) {
    require_hdf5(input.number(), name);
    const std::string parent = std::filesystem::path(path).parent_path().string();
    const h5::VirtualSources sources{allow_virtual, parent.empty() ? "." : parent};
    run_in_child([&] { inspect(h5::File::open(path, name), sources); }, walk_seconds, broken);
    return h5::File::open(path, name);
  }
  MemoryFile memory;
  memory.copy_from(input.number(), name);
  require_hdf5(memory.descriptor(), name);
  run_in_child([&] { inspect(h5::File::open(memory, name), {allow_virtual, {}}); }, walk_seconds, broken);
  return h5::File::open(memory, name);
}

}  // namespace he::io
