#pragma once

#include <string>
#include <string_view>

namespace he::io {

/// Who may read an output. owner_only: mode 0600, for secret keys and everything decrypted.
enum class Privacy { shared, owner_only };

enum class Overwrite { replace, refuse };

/// A file that appears under its name with commit(), complete and on disk, or not at all: a temporary
/// `.NAME.he-tmp.*` beside the target, synced and renamed. Without commit() the temporary is removed, also by
/// SIGINT, SIGTERM and SIGHUP; what a killed process left behind, the next run on the same target removes.
/// `-` is standard output. Where the target is a device or a pipe, bytes go straight to it.
class AtomicFile {
 public:
  /// Throws IoError where the folder cannot be written, or where the target exists and Overwrite::refuse was
  /// asked for.
  explicit AtomicFile(const std::string& target, Privacy privacy = Privacy::shared,
                      Overwrite overwrite = Overwrite::replace);
  ~AtomicFile();
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;

  /// The target for messages: its name, or "standard output".
  const std::string& name() const { return name_; }
  /// True where there is no temporary: standard output, a device, a pipe.
  bool direct() const { return temporary_.empty(); }
  /// The file to fill by other means than write(), such as HDF5; empty where direct().
  const std::string& temporary() const { return temporary_; }

  /// Appends bytes (buffered).
  void write(std::string_view bytes);
  /// Flushes, syncs, renames. Throws IoError where any of it fails; an old file is then untouched.
  void commit();

 private:
  void flush();
  void publish();
  [[noreturn]] void fail(int error) const;

  std::string name_;
  std::string target_;
  std::string temporary_;
  std::string buffer_;
  Overwrite overwrite_;
  int descriptor_ = -1;
};

}  // namespace he::io
