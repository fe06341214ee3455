#include "he/io/bytes/byte_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "he/error.h"
#include "he/io/bytes/descriptor.h"

namespace he::io {
namespace {

[[noreturn]] void fail(const std::string& name) {
  throw IoError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
}

std::size_t read_fully(int descriptor, const std::string& name, char* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(descriptor, to + done, size - done);
    if (got == 0) break;
    if (got > 0) done += static_cast<std::size_t>(got);
    if (got < 0 && errno != EINTR) fail(name);
  }
  return done;
}

class FileInput : public ByteInput {
 public:
  FileInput(std::string name, std::unique_ptr<Descriptor> file, std::uint64_t size)
      : ByteInput(std::move(name)), file_(std::move(file)), size_(size) {}

  std::size_t read(char* to, std::size_t size) override {
    return read_fully(file_->number(), name(), to, size);
  }
  void seek(std::uint64_t offset) override {
    if (::lseek(file_->number(), static_cast<off_t>(offset), SEEK_SET) < 0) fail(name());
  }
  Size size() const override { return {size_, true}; }

 private:
  std::unique_ptr<Descriptor> file_;
  std::uint64_t size_;
};

class MemoryInput : public ByteInput {
 public:
  MemoryInput(std::string name, std::string bytes) : ByteInput(std::move(name)), bytes_(std::move(bytes)) {}

  std::size_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, bytes_.size() - position_);
    std::memcpy(to, bytes_.data() + position_, count);
    position_ += count;
    return count;
  }
  void seek(std::uint64_t offset) override { position_ = std::min<std::uint64_t>(offset, bytes_.size()); }
  Size size() const override { return {bytes_.size(), true}; }

 private:
  std::string bytes_;
  std::size_t position_ = 0;
};

std::unique_ptr<ByteInput> read_whole(const std::string& name, int descriptor) {
  std::string bytes;
  std::size_t used = 0;
  do {
    bytes.resize(std::max<std::size_t>(1 << 16, 2 * used));
    used += read_fully(descriptor, name, bytes.data() + used, bytes.size() - used);
  } while (used == bytes.size());
  bytes.resize(used);
  return std::make_unique<MemoryInput>(name, std::move(bytes));
}

}  // namespace

std::unique_ptr<ByteInput> open_bytes(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  auto file =
      std::make_unique<Descriptor>(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status;
  if (file->number() < 0 || ::fstat(file->number(), &status) != 0) fail(name);
  if (S_ISDIR(status.st_mode)) throw IoError(name + ": is a folder; give one file");
  if (path == "-" || !S_ISREG(status.st_mode)) return read_whole(name, file->number());
  return std::make_unique<FileInput>(name, std::move(file), static_cast<std::uint64_t>(status.st_size));
}

void return_to_standard_input(ByteInput& input) {
  const Descriptor memory(::memfd_create("standard input", MFD_CLOEXEC));
  if (memory.number() < 0) fail(input.name());
  std::string block(1 << 16, '\0');
  input.seek(0);
  while (const std::size_t size = input.read(block.data(), block.size())) {
    errno = write_all(memory.number(), {block.data(), size});
    if (errno != 0) fail(input.name());
  }
  if (::lseek(memory.number(), 0, SEEK_SET) < 0 || ::dup2(memory.number(), STDIN_FILENO) < 0)
    fail(input.name());
}

}  // namespace he::io
