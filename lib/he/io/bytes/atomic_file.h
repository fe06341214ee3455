#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "he/io/bytes/pending_output.h"

namespace he::io {

/// Who may read an output. owner_only: mode 0600, for secret keys and everything decrypted.
enum class Privacy { shared, owner_only };

enum class Overwrite { replace, refuse };

/// A file that appears under its name with commit(), complete and on disk, or not at all. Until then it has
/// no name; where the file system has no such files, it is a temporary `.NAME.he-tmp.*` beside the target,
/// which is removed without commit(), also by SIGINT, SIGTERM and SIGHUP; what a killed process left behind,
/// the next run on the same target removes. `-` is standard output. Where the target is a device or a pipe,
/// bytes go straight to it.
class AtomicFile final : public PendingOutput {
 public:
  /// Throws IoError where the folder cannot be written, where a link is not to be followed (follow_links()),
  /// or where the target exists and Overwrite::refuse was asked for.
  explicit AtomicFile(const std::string& target, Privacy privacy = Privacy::shared,
                      Overwrite overwrite = Overwrite::replace);
  ~AtomicFile() override;
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;

  /// The target for messages: its name, or "standard output".
  const std::string& name() const { return name_; }
  /// True where bytes go straight to standard output, a device, a pipe.
  bool direct() const { return direct_; }
  /// The file to fill by other means than write(), such as HDF5; not where direct().
  int descriptor() const { return descriptor_; }

  /// Appends bytes (buffered). After a failure it fails again, and so does prepare().
  void write(std::string_view bytes);
  /// Throws IoError where a write that write() knows nothing of has failed with `error` (errno), or where the
  /// file has not got `size` bytes.
  void require(int error, std::uint64_t size);

  void prepare() override;
  void publish() override;
  void settle() noexcept override;

 private:
  enum class Undo { nothing, remove, restore, impossible };

  void flush();
  int replace();
  int name_and_close();
  int withdraw() noexcept;
  [[noreturn]] void fail(int error);

  std::string name_;
  std::string target_;
  std::string temporary_;  ///< the name that it has before it is published, if any
  std::string replaced_;   ///< once it is published: the name that what was there has until settle()
  std::string buffer_;
  std::uint64_t flushed_ = 0;
  Overwrite overwrite_;
  Undo undo_ = Undo::nothing;
  bool direct_ = false;
  int descriptor_ = -1;
  int error_ = 0;  ///< of the first write that failed
};

}  // namespace he::io
