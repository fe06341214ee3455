// Implements gunzip() and open_unpacked() of byte_input.h.
#include <fmt/format.h>
#include <zlib.h>

#include <new>
#include <string_view>
#include <vector>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"

namespace he::io {
namespace {

constexpr std::uint64_t kLargestRatio = 1032;  // zlib: no deflate stream expands to more

class GzipInput : public ByteInput {
 public:
  explicit GzipInput(std::unique_ptr<ByteInput> compressed)
      : ByteInput(compressed->name()), compressed_(std::move(compressed)), buffer_(1 << 16) {
    if (inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) throw std::bad_alloc();
    restart();
  }
  ~GzipInput() override { inflateEnd(&stream_); }

  std::size_t read(char* to, std::size_t size) override {
    std::size_t done = 0;
    while (done < size && !at_end_) done += inflate_some(to + done, size - done);
    position_ += done;
    return done;
  }

  void seek(std::uint64_t offset) override {
    if (offset < position_) restart();
    std::vector<char> skipped(1 << 16);
    while (position_ < offset) {
      if (read(skipped.data(), std::min<std::uint64_t>(skipped.size(), offset - position_)) == 0) return;
    }
  }

  Size size() const override { return {compressed_->size().bytes * kLargestRatio, false}; }

 private:
  void restart() {
    compressed_->seek(0);
    inflateReset(&stream_);
    stream_.avail_in = 0;
    position_ = 0;
    at_end_ = false;
  }

  bool refill() {
    const std::size_t got = compressed_->read(buffer_.data(), buffer_.size());
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  std::size_t inflate_some(char* to, std::size_t size) {
    if (stream_.avail_in == 0 && !refill())
      throw DataError(name() + ": the compressed file ends early: copy it again from where it came");
    const auto room = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      next_member();
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw DataError(fmt::format("{}: the compressed file is damaged ({}): copy it again from where it came",
                                  name(), stream_.msg != nullptr ? stream_.msg : "zlib error"));
    }
    return room - stream_.avail_out;
  }

  /// A gzip file may hold several members one behind the other.
  void next_member() {
    at_end_ = stream_.avail_in == 0 && !refill();
    if (!at_end_) inflateReset(&stream_);
  }

  std::unique_ptr<ByteInput> compressed_;
  std::vector<char> buffer_;
  z_stream stream_{};
  std::uint64_t position_ = 0;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<ByteInput> gunzip(std::unique_ptr<ByteInput> compressed) {
  return std::make_unique<GzipInput>(std::move(compressed));
}

std::unique_ptr<ByteInput> open_unpacked(const std::string& path) {
  constexpr std::string_view kGzip = "\x1F\x8B";
  auto input = open_bytes(path);
  char head[kGzip.size()];
  const bool packed = std::string_view(head, input->read(head, sizeof head)) == kGzip;
  input->seek(0);
  return packed ? gunzip(std::move(input)) : std::move(input);
}

}  // namespace he::io
