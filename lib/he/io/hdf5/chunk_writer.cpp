#include "he/io/hdf5/chunk_writer.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "he/error.h"
#include "he/io/hdf5/fletcher32.h"

namespace he::io {
namespace {

static_assert(std::endian::native == std::endian::little, "chunks are written as they stand in memory");

/// Numbers in all extents but the first.
std::size_t row_of(const Shape& shape) { return element_count(Shape(shape.begin() + 1, shape.end())); }

template <typename Number>
constexpr std::size_t bytes_on_file(NumberType type) {
  return std::is_same_v<Number, double> && type == NumberType::uint32 ? sizeof(std::uint32_t)
                                                                      : sizeof(Number);
}

}  // namespace

template <typename Number>
ChunkWriter<Number>::ChunkWriter(h5::Group& group, const std::string& path, const Shape& shape,
                                 NumberType type, std::size_t whole)
    : shape_(shape),
      type_(type),
      chunk_(h5::chunk_shape(shape, bytes_on_file<Number>(type), whole)),
      row_(row_of(shape)),
      run_(row_of(chunk_)),
      dataset_([&] {
        if constexpr (std::is_same_v<Number, double>)
          return group.create_numbers(path, shape, type, chunk_);
        else
          return group.create_bytes(path, shape, chunk_);
      }()) {
  chunk_[0] = std::max<std::size_t>(chunk_[0], 1);
}

template <typename Number>
void ChunkWriter<Number>::append(const Number* rows, std::size_t count) {
  for (std::size_t step = 0; count > 0; rows += step * row_, count -= step) {
    step = std::min(count, room());
    if (step == chunk_[0]) {
      put(rows, step);
    } else {
      buffer_.insert(buffer_.end(), rows, rows + step * row_);
      if (room() == 0) finish();
    }
  }
}

template <typename Number>
void ChunkWriter<Number>::finish() {
  if (!buffer_.empty()) put(buffer_.data(), buffer_.size() / row_);
  buffer_.clear();
}

/// `count` is a whole chunk, or what is left at the end.
template <typename Number>
void ChunkWriter<Number>::put(const Number* rows, std::size_t count) {
  Shape start(shape_.size(), 0);
  start[0] = written_;
  if (run_ < row_) {
    put_runs(rows);
  } else if (count == chunk_[0]) {
    put_chunk(rows, count * row_, start);
  } else {
    encode(rows, count * row_);  // HDF5 wraps what does not fit its type, and encode() refuses it
    dataset_.write_rows(written_, count, rows);
  }
  written_ += count;
}

/// One row, chunk by chunk: each is a run of neighbouring numbers.
template <typename Number>
void ChunkWriter<Number>::put_runs(const Number* row) {
  for (std::size_t first = 0; first < row_; first += run_) {
    Shape start(shape_.size(), 0);
    start[0] = written_;
    for (std::size_t axis = shape_.size(), rest = first; axis-- > 1; rest /= shape_[axis])
      start[axis] = rest % shape_[axis];
    put_chunk(row + first, run_, start);
  }
}

template <typename Number>
void ChunkWriter<Number>::put_chunk(const Number* numbers, std::size_t count, const Shape& start) {
  encode(numbers, count);
  const std::uint32_t checksum =
      fletcher32({reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size()});
  bytes_.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  dataset_.write_chunk(start, bytes_);
}

template <typename Number>
void ChunkWriter<Number>::encode(const Number* numbers, std::size_t count) {
  if (bytes_on_file<Number>(type_) == sizeof(Number)) {
    bytes_.assign(reinterpret_cast<const char*>(numbers), count * sizeof(Number));
    return;
  }
  bytes_.resize(count * sizeof(std::uint32_t));
  bool fits = true;
  for (std::size_t i = 0; i < count; ++i) {
    const double number = static_cast<double>(numbers[i]);
    fits &= number >= 0 && number <= 0xFFFFFFFF;
    const auto word = static_cast<std::uint32_t>(static_cast<std::int64_t>(fits ? number : 0));
    fits &= static_cast<double>(word) == number;
    std::memcpy(bytes_.data() + i * sizeof word, &word, sizeof word);
  }
  if (!fits) throw DataError(dataset_.where() + ": a number is not a whole one below 2^32");
}

template class ChunkWriter<double>;
template class ChunkWriter<unsigned char>;

}  // namespace he::io
