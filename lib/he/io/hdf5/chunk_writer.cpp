#include "he/io/hdf5/chunk_writer.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <type_traits>

#include "he/io/hdf5/fletcher32.h"

namespace he::io {

static_assert(std::endian::native == std::endian::little, "chunks are written as they stand in memory");

template <typename Number>
ChunkWriter<Number>::ChunkWriter(h5::Group& group, const std::string& path, const Shape& shape)
    : row_(element_count(Shape(shape.begin() + 1, shape.end()))),
      chunk_rows_(h5::rows_per_chunk(shape[0], row_ * sizeof(Number))),
      dataset_([&] {
        if constexpr (std::is_same_v<Number, double>)
          return group.create_numbers(path, shape, chunk_rows_);
        else
          return group.create_bytes(path, shape, chunk_rows_);
      }()) {}

template <typename Number>
void ChunkWriter<Number>::append(const Number* rows, std::size_t count) {
  for (std::size_t step = 0; count > 0; rows += step * row_, count -= step) {
    step = std::min(count, room());
    if (step == chunk_rows_) {
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

template <typename Number>
void ChunkWriter<Number>::put(const Number* rows, std::size_t count) {
  if (count == chunk_rows_) {
    const std::size_t size = count * row_ * sizeof(Number);
    const std::uint32_t checksum = fletcher32({reinterpret_cast<const unsigned char*>(rows), size});
    chunk_.assign(reinterpret_cast<const char*>(rows), size);
    chunk_.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    dataset_.write_chunk(written_, chunk_);
  } else {
    dataset_.write_rows(written_, count, rows);
  }
  written_ += count;
}

template class ChunkWriter<double>;
template class ChunkWriter<unsigned char>;

}  // namespace he::io
