#include "he/io/images/idx_reader.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

#include "he/error.h"

namespace he::io {
namespace {

constexpr unsigned kUnsignedByte = 0x08, kByte = 0x09, kShort = 0x0B, kInt = 0x0C, kFloat = 0x0D,
                   kDouble = 0x0E;

std::size_t bytes_of(unsigned type) {
  switch (type) {
    case kUnsignedByte:
    case kByte:
      return 1;
    case kShort:
      return 2;
    case kInt:
    case kFloat:
      return 4;
    case kDouble:
      return 8;
    default:
      return 0;
  }
}

template <typename Bits>
Bits big_endian(const unsigned char* at) {
  Bits bits = 0;
  for (std::size_t i = 0; i < sizeof(Bits); ++i) bits = static_cast<Bits>(bits << 8 | at[i]);
  return bits;
}

double value_at(const unsigned char* at, unsigned type) {
  switch (type) {
    case kUnsignedByte:
      return *at;
    case kByte:
      return static_cast<std::int8_t>(*at);
    case kShort:
      return static_cast<std::int16_t>(big_endian<std::uint16_t>(at));
    case kInt:
      return static_cast<std::int32_t>(big_endian<std::uint32_t>(at));
    case kFloat:
      return std::bit_cast<float>(big_endian<std::uint32_t>(at));
    default:
      return std::bit_cast<double>(big_endian<std::uint64_t>(at));
  }
}

}  // namespace

bool is_idx(std::string_view head) {
  return head.size() >= 4 && head[0] == 0 && head[1] == 0 &&
         bytes_of(static_cast<unsigned char>(head[2])) > 0 && head[3] > 0;
}

IdxReader::IdxReader(std::unique_ptr<ByteInput> input) : input_(std::move(input)) {
  input_->seek(0);
  std::vector<unsigned char> magic(4);
  read_bytes(magic);
  if (!is_idx({reinterpret_cast<const char*>(magic.data()), magic.size()}))
    throw DataError(name() + ": is not an IDX file");
  type_ = magic[2];
  value_bytes_ = bytes_of(type_);
  std::vector<unsigned char> extents(std::size_t{4} * magic[3]);
  read_bytes(extents);
  header_bytes_ = magic.size() + extents.size();
  records_ = big_endian<std::uint32_t>(extents.data());
  for (std::size_t i = 4; i < extents.size(); i += 4)
    record_shape_.push_back(big_endian<std::uint32_t>(extents.data() + i));
  if (record_shape_.empty()) record_shape_ = {1};
  check_size();
}

/// Compares the extents with what the input holds, before any memory is taken for them.
void IdxReader::check_size() const {
  Shape shape = record_shape_;
  shape.insert(shape.begin(), records_);
  std::uint64_t bytes = 0;
  const auto size = input_->size();
  bool fits = true;
  try {
    fits = !__builtin_mul_overflow(element_count(shape), value_bytes_, &bytes) &&
           !__builtin_add_overflow(bytes, header_bytes_, &bytes);
  } catch (const DataError&) {
    fits = false;
  }
  if (fits && bytes == header_bytes_)
    throw DataError(fmt::format("{}: holds no records (its extents are {})", name(), to_string(shape)));
  if (!fits || bytes > size.bytes)
    throw DataError(
        fmt::format("{}: ends early: its header announces {} values of {} bytes, which the file cannot hold; "
                    "copy it again from where it came",
                    name(), to_string(shape), value_bytes_));
  if (size.exact && bytes < size.bytes)
    throw DataError(fmt::format("{}: holds {} bytes more than its header announces ({} values of {} bytes)",
                                name(), size.bytes - bytes, to_string(shape), value_bytes_));
}

bool IdxReader::whole_numbers() const { return type_ != kFloat && type_ != kDouble; }

void IdxReader::read_bytes(std::vector<unsigned char>& bytes) {
  if (input_->read(reinterpret_cast<char*>(bytes.data()), bytes.size()) < bytes.size())
    throw DataError(name() + ": ends early; copy it again from where it came");
}

std::vector<double> IdxReader::next(std::size_t count) {
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  const std::size_t total = count * element_count(record_shape_);
  std::vector<double> values;
  std::vector<unsigned char> bytes;
  while (values.size() < total) {
    bytes.resize(std::min(kBlock, total - values.size()) * value_bytes_);
    read_bytes(bytes);
    for (std::size_t i = 0; i < bytes.size(); i += value_bytes_) {
      values.push_back(value_at(bytes.data() + i, type_));
      if (!std::isfinite(values.back()))
        throw DataError(fmt::format("{}: record {} holds a value that is not a number", name(),
                                    record_ + (values.size() - 1) / element_count(record_shape_) + 1));
    }
  }
  record_ += count;
  char more = 0;
  if (record_ == records_ && count > 0 && input_->read(&more, 1) > 0)
    throw DataError(name() + ": holds more bytes than its header announces");
  return values;
}

void IdxReader::seek(std::size_t record) {
  record_ = record;
  input_->seek(header_bytes_ + std::uint64_t{record} * element_count(record_shape_) * value_bytes_);
}

}  // namespace he::io
