#pragma once

#include <unistd.h>

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

}  // namespace he::io
