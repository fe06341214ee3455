#include "he/io/bytes/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "he/error.h"
#include "he/io/bytes/descriptor.h"
#include "he/io/bytes/links.h"
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

/// A new name for a file, which nobody else may have.
int rename_exclusively(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL) return errno;
  const int error = link_file(from, to);  // a file system that cannot: a second name is as exclusive
  if (error == 0) unlink(from.c_str());
  return error;
}

}  // namespace

AtomicFile::AtomicFile(const std::string& target, Privacy privacy, Overwrite overwrite)
    : name_(target), target_(target), overwrite_(overwrite) {
  if (target == "-" || target == "/dev/stdout") {
    direct_ = true;
    if (target == "-") name_ = "standard output";
    descriptor_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (descriptor_ < 0) fail(errno);
    return;
  }
  target_ = follow_links(target);
  if (is_device(target)) {
    direct_ = true;
    descriptor_ = open(target.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    return;
  }
  if (overwrite == Overwrite::refuse && exists(target)) fail(EEXIST);
  const unsigned mode = privacy == Privacy::owner_only ? 0600 : 0666;
  remove_stale(target_);
  descriptor_ = create_unnamed(target_, mode);
  if (descriptor_ < 0) descriptor_ = create_temporary(target_, mode, temporary_);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : name_(other.name_),
      target_(other.target_),
      temporary_(std::exchange(other.temporary_, {})),
      replaced_(std::exchange(other.replaced_, {})),
      buffer_(std::exchange(other.buffer_, {})),
      flushed_(other.flushed_),
      overwrite_(other.overwrite_),
      undo_(std::exchange(other.undo_, Undo::nothing)),
      direct_(other.direct_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      error_(other.error_) {}

AtomicFile::~AtomicFile() {
  withdraw();
  if (descriptor_ >= 0) close(descriptor_);
  for (const std::string& name : {temporary_, replaced_})
    if (!name.empty()) remove_temporary(name);
}

void AtomicFile::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= buffer_bytes) flush();
}

void AtomicFile::flush() {
  if (error_ == 0) error_ = write_all(descriptor_, buffer_);
  if (error_ != 0) fail(error_);
  flushed_ += buffer_.size();
  buffer_.clear();
}

void AtomicFile::require(int error, std::uint64_t size) {
  if (error_ == 0) error_ = error;
  struct stat status = {};
  if (error_ == 0 && fstat(descriptor_, &status) != 0) error_ = errno;
  if (error_ == 0 && static_cast<std::uint64_t>(status.st_size) != size) error_ = EIO;
  if (error_ != 0) fail(error_);
  flushed_ = size;
}

void AtomicFile::prepare() {
  flush();
  if (direct()) {
    if (close(std::exchange(descriptor_, -1)) != 0) fail(errno);
    return;
  }
  require(0, flushed_);
  if (fsync(descriptor_) != 0) fail(errno);
}

/// Gives an unnamed file a name: a temporary one, or its own where that must be free. Closes it, so that what
/// the system finds out last is known before anything is replaced.
int AtomicFile::name_and_close() {
  int error = 0;
  if (temporary_.empty() && overwrite_ == Overwrite::refuse) {
    error = link_file(path_of(descriptor_), target_);
    if (error == 0) undo_ = Undo::remove;
  } else if (temporary_.empty()) {
    error = link_temporary(path_of(descriptor_), target_, temporary_);
  }
  if (close(std::exchange(descriptor_, -1)) != 0 && error == 0) error = errno;
  return error;
}

/// Puts the temporary file in place of what was there, which keeps a second name until settle().
int AtomicFile::replace() {
  const bool present = overwrite_ == Overwrite::replace && exists(target_);
  const bool kept = present && link_temporary(target_, target_, replaced_) == 0;
  const int error = overwrite_ == Overwrite::refuse ? rename_exclusively(temporary_, target_)
                    : rename(temporary_.c_str(), target_.c_str()) == 0 ? 0
                                                                       : errno;
  if (error != 0) return error;
  forget_temporary(std::exchange(temporary_, {}));
  undo_ = kept ? Undo::restore : present ? Undo::impossible : Undo::remove;
  return 0;
}

void AtomicFile::publish() {
  if (direct()) return;
  int error = name_and_close();
  if (error == 0 && !temporary_.empty()) error = replace();
  if (error == 0) error = sync_folder_of(target_);
  if (error == 0) return;
  if (withdraw() != 0)
    throw IoError(name_ + ": was written, but is perhaps not on disk: " + error_text(error));
  fail(error);
}

void AtomicFile::settle() noexcept {
  undo_ = Undo::nothing;
  if (!replaced_.empty()) remove_temporary(std::exchange(replaced_, {}));
}

int AtomicFile::withdraw() noexcept {
  switch (std::exchange(undo_, Undo::nothing)) {
    case Undo::nothing:
      return 0;
    case Undo::remove:
      return unlink(target_.c_str());
    case Undo::restore:
      if (rename(replaced_.c_str(), target_.c_str()) != 0) return -1;
      forget_temporary(std::exchange(replaced_, {}));
      return 0;
    case Undo::impossible:
      return -1;
  }
  return -1;
}

void AtomicFile::fail(int error) {
  if (error == EEXIST)
    throw IoError(name_ + " exists already and is not overwritten: choose another name or use --force");
  if (direct()) throw IoError(name_ + ": cannot be written: " + error_text(error));
  throw IoError(name_ + ": " + error_text(error) + "; nothing was written");
}

}  // namespace he::io
