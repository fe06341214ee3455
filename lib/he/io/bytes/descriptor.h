#pragma once

#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace he::io {

/// An open file of the system, closed at the end of its life; the standard streams stay open.
class Descriptor {
 public:
  explicit Descriptor(int opened) : number_(opened) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ > STDERR_FILENO) close(number_);
  }

  int number() const { return number_; }

 private:
  int number_;
};

/// The system's words for an error.
std::string error_text(int error);

/// Writes all of the bytes where the file stands. Returns 0, or the system's number of the error.
int write_all(int descriptor, std::string_view bytes);
/// The same from `offset` on.
int write_all_at(int descriptor, std::uint64_t offset, std::string_view bytes);

/// Brings the name `path`, as it now stands in its folder, to disk. Returns 0, or the system's number of the
/// error.
int sync_folder_of(const std::string& path);

}  // namespace he::io
