#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace he::io {

/// The bytes of an input, which can be read again from any offset.
class ByteInput {
 public:
  /// How many bytes there are; where `exact` is false (compressed), no more than that.
  struct Size {
    std::uint64_t bytes;
    bool exact;
  };

  explicit ByteInput(std::string name) : name_(std::move(name)) {}
  virtual ~ByteInput() = default;

  /// Reads `size` bytes, fewer only at the end. Throws IoError, or DataError where compressed content is
  /// damaged.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// Continues at `offset`.
  virtual void seek(std::uint64_t offset) = 0;
  virtual Size size() const = 0;

  /// The name to use in messages: the file, or "standard input".
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// Opens a file, which is streamed; a pipe or `-`, standard input, is read whole into memory.
/// Throws IoError where it cannot be read.
std::unique_ptr<ByteInput> open_bytes(const std::string& path);

/// Makes standard input begin again with the bytes of `input`, held in memory: for code that reads it by
/// itself.
void return_to_standard_input(ByteInput& input);

/// The uncompressed content of `compressed` (gzip, one or several members). Its read() throws DataError where
/// the compressed bytes are damaged or end early.
std::unique_ptr<ByteInput> gunzip(std::unique_ptr<ByteInput> compressed);

/// Opens an input as open_bytes() does, and unpacks it where it is gzip.
std::unique_ptr<ByteInput> open_unpacked(const std::string& path);

}  // namespace he::io
