#include "he/io/bytes/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "he/error.h"
#include "he/io/bytes/temporary_files.h"

namespace he::io {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 16;

bool exists(const std::string& path) {
  struct stat status = {};
  return lstat(path.c_str(), &status) == 0;
}

/// Whether bytes must go straight to an existing target: a terminal, a pipe, /dev/null.
bool is_device(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return false;
  if (S_ISDIR(status.st_mode)) throw IoError(path + " is a folder, not a file: name the file to write");
  return !S_ISREG(status.st_mode);
}

/// A link is followed, so that the file is replaced and not the link.
std::string resolved(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, ignored);
  return ignored ? path : target.string();
}

int sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  // Some network file systems cannot sync a folder; the file itself is on disk by then.
  const int error = fsync(descriptor) != 0 && errno != EINVAL ? errno : 0;
  close(descriptor);
  return error;
}

}  // namespace

AtomicFile::AtomicFile(const std::string& target, Privacy privacy, Overwrite overwrite)
    : name_(target), target_(target), overwrite_(overwrite) {
  if (target == "-" || target == "/dev/stdout") {
    if (target == "-") name_ = "standard output";
    descriptor_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (descriptor_ < 0) fail(errno);
  } else if (is_device(target)) {
    descriptor_ = open(target.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
  } else {
    if (overwrite == Overwrite::refuse && exists(target)) fail(EEXIST);
    target_ = resolved(target);
    descriptor_ = create_temporary(target_, privacy == Privacy::owner_only ? 0600 : 0666, temporary_);
  }
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : name_(other.name_),
      target_(other.target_),
      temporary_(std::exchange(other.temporary_, {})),
      buffer_(std::exchange(other.buffer_, {})),
      overwrite_(other.overwrite_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) remove_temporary(temporary_);
}

void AtomicFile::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= buffer_bytes) flush();
}

void AtomicFile::flush() {
  for (std::size_t done = 0; done < buffer_.size();) {
    const ssize_t written = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    done += static_cast<std::size_t>(written);
  }
  buffer_.clear();
}

void AtomicFile::commit() {
  flush();
  if (!direct() && fsync(descriptor_) != 0) fail(errno);
  if (close(std::exchange(descriptor_, -1)) != 0) fail(errno);
  if (!direct()) publish();
}

void AtomicFile::publish() {
  const unsigned flags = overwrite_ == Overwrite::refuse ? RENAME_NOREPLACE : 0;
  int result = renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), flags);
  if (result != 0 && flags != 0 &&
      errno == EINVAL) {  // a file system that cannot: a second name is as exclusive
    result = link(temporary_.c_str(), target_.c_str());
    if (result == 0) unlink(temporary_.c_str());
  }
  if (result != 0) fail(errno);
  forget_temporary(std::exchange(temporary_, {}));
  if (const int error = sync_folder(target_)) fail(error);
}

void AtomicFile::fail(int error) const {
  if (error == EEXIST)
    throw IoError(name_ + " exists already and is not overwritten: choose another name or use --force");
  std::string reason = error == ENOSPC ? "no space left on device" : std::strerror(error);
  if (temporary_.empty()) throw IoError(name_ + ": cannot be written: " + reason);
  throw IoError(name_ + ": " + reason + "; nothing was written");
}

}  // namespace he::io
