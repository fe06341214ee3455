#include "he/io/images/pgm.h"

#include <fmt/format.h>

#include <cstdint>

#include "he/error.h"
#include "he/text.h"

namespace he::io {
namespace {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class PgmReader {
 public:
  PgmReader(std::span<const char> file, const std::string& name) : file_(file), name_(name) {}

  Image read() {
    if (file_.size() < 2 || file_[0] != 'P' || (file_[1] != '2' && file_[1] != '5'))
      fail("is not a PGM file (P2 or P5)");
    at_ = 2;
    const std::size_t width = number("width"), height = number("height");
    most_ = number("largest value");
    require_pixels(width, height, name_);
    if (most_ < 1 || most_ > 65535)
      fail(fmt::format("announces {} as its largest value, which must be from 1 to 65535", most_));
    image_ = {width, height, {}};
    file_[1] == '2' ? read_text() : read_bytes();
    return std::move(image_);
  }

 private:
  void read_text() {
    const std::size_t count = image_.width * image_.height;
    require_size(count);  // a digit each
    image_.pixels.reserve(count);
    for (std::size_t i = 0; i < count; ++i) add(number("pixel"));
    skip_blanks();
    if (at_ != file_.size()) fail("holds more than the pixels that its header announces");
  }

  void read_bytes() {
    const std::size_t count = image_.width * image_.height, size = most_ > 255 ? 2 : 1;
    if (at_ == file_.size() || !is_space(file_[at_])) fail("has no blank between its header and its pixels");
    ++at_;
    require_size(count * size);
    if (file_.size() - at_ > count * size)
      fail(fmt::format("holds {} bytes more than its header announces", file_.size() - at_ - count * size));
    image_.pixels.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t value = byte();
      if (size == 2) value = value << 8 | byte();
      add(value);
    }
  }

  void add(std::size_t value) {
    if (value > most_)
      fail(fmt::format("row {}, column {}: {} is above the largest value that the header announces, {}",
                       image_.pixels.size() / image_.width + 1, image_.pixels.size() % image_.width + 1,
                       value, most_));
    image_.pixels.push_back(static_cast<double>(value) / static_cast<double>(most_));
  }

  std::size_t byte() { return static_cast<std::uint8_t>(file_[at_++]); }

  /// Blanks, and comments from # to the end of the line.
  void skip_blanks() {
    for (bool comment = false; at_ < file_.size(); ++at_) {
      const char c = file_[at_];
      if (comment) {
        comment = c != '\n' && c != '\r';
      } else if (c == '#') {
        comment = true;
      } else if (!is_space(c)) {
        return;
      }
    }
  }

  std::size_t number(const char* what) {
    skip_blanks();
    if (at_ == file_.size()) fail("ends early");
    std::size_t value = 0;
    const std::size_t begin = at_;
    for (; at_ < file_.size() && is_digit(file_[at_]) && value <= kMaxPixels; ++at_)
      value = 10 * value + static_cast<std::size_t>(file_[at_] - '0');
    if (at_ == begin || (at_ < file_.size() && !is_space(file_[at_]) && file_[at_] != '#'))
      fail(fmt::format("byte {}: a number should stand there, the {}", begin + 1, what));
    return value;
  }

  void require_size(std::size_t bytes) const {
    if (file_.size() - at_ < bytes)
      fail(fmt::format("ends early: its header announces {}x{} pixels", image_.width, image_.height));
  }

  [[noreturn]] void fail(const std::string& what) const { throw DataError(name_ + ": " + what); }

  std::span<const char> file_;
  const std::string& name_;
  std::size_t at_ = 0, most_ = 0;
  Image image_;
};

}  // namespace

Image read_pgm(std::span<const char> file, const std::string& name) { return PgmReader(file, name).read(); }

}  // namespace he::io
