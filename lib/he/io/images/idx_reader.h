#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "he/io/bytes/byte_input.h"
#include "he/tensor/shape.h"

namespace he::io {

/// Reads the IDX format of the MNIST files: two zero bytes, a type, the number of extents, the extents as
/// big-endian 32-bit numbers, then the values, big-endian and row-major (Y. LeCun, "The MNIST database of
/// handwritten digits").
class IdxReader {
 public:
  /// Reads the header. Throws DataError where it and the number of bytes that follow do not fit.
  explicit IdxReader(std::unique_ptr<ByteInput> input);

  /// The first extent.
  std::size_t records() const { return records_; }
  /// The other extents; {1} where there are none.
  const Shape& record_shape() const { return record_shape_; }
  bool whole_numbers() const;

  /// The next `count` records as they are, without scaling; throws DataError where the bytes end or a value
  /// is not finite.
  std::vector<double> next(std::size_t count);
  void seek(std::size_t record);
  const std::string& name() const { return input_->name(); }

 private:
  void read_bytes(std::vector<unsigned char>& bytes);
  void check_size() const;

  std::unique_ptr<ByteInput> input_;
  unsigned type_ = 0;
  std::size_t value_bytes_ = 0;
  std::uint64_t header_bytes_ = 0;
  std::size_t records_ = 0;
  std::size_t record_ = 0;  ///< the next one
  Shape record_shape_;
};

/// Whether `head` begins an IDX file.
bool is_idx(std::string_view head);

}  // namespace he::io
