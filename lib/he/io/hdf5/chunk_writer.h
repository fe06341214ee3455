#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "he/io/hdf5/file.h"

namespace he::io {

/// Appends rows to a chunked data set such that every chunk is written once and whole: several rows, or, of
/// rows that are larger than a chunk, a run of one.
template <typename Number>
class ChunkWriter {
 public:
  /// Creates the data set with chunks of about 1 MB. `shape`: rows first. `type`: of doubles on file.
  /// `whole`: so many of the last extents stay in one chunk.
  ChunkWriter(h5::Group& group, const std::string& path, const Shape& shape,
              NumberType type = NumberType::float64, std::size_t whole = 0);

  /// Rows until the chunk at hand is full.
  std::size_t room() const { return chunk_[0] - buffer_.size() / row_; }
  /// Throws DataError where a number is none of the type on file.
  void append(const Number* rows, std::size_t count);
  /// Writes the rows of an incomplete last chunk.
  void finish();
  h5::Dataset& dataset() { return dataset_; }

 private:
  void put(const Number* rows, std::size_t count);
  void put_chunk(const Number* numbers, std::size_t count, const Shape& start);
  void put_runs(const Number* row);
  void encode(const Number* numbers, std::size_t count);

  Shape shape_;
  NumberType type_;
  Shape chunk_;      ///< its extents
  std::size_t row_;  ///< numbers in a row, at least 1
  std::size_t run_;  ///< numbers of one row in a chunk
  h5::Dataset dataset_;
  std::size_t written_ = 0;     ///< rows
  std::vector<Number> buffer_;  ///< rows of a chunk that is not full yet
  std::string bytes_;           ///< a chunk as it stands on file
};

extern template class ChunkWriter<double>;
extern template class ChunkWriter<unsigned char>;

}  // namespace he::io
