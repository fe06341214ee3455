#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "he/io/hdf5/file.h"

namespace he::io {

/// Appends rows to a chunked data set such that every chunk is written once and whole.
template <typename Number>
class ChunkWriter {
 public:
  /// Creates the data set with chunks of about 1 MB. `shape`: rows first.
  ChunkWriter(h5::Group& group, const std::string& path, const Shape& shape);

  /// Rows until the chunk at hand is full.
  std::size_t room() const { return chunk_rows_ - buffer_.size() / row_; }
  void append(const Number* rows, std::size_t count);
  /// Writes the rows of an incomplete last chunk.
  void finish();
  h5::Dataset& dataset() { return dataset_; }

 private:
  void put(const Number* rows, std::size_t count);

  std::size_t row_;  ///< numbers in a row, at least 1
  std::size_t chunk_rows_;
  h5::Dataset dataset_;
  std::size_t written_ = 0;
  std::vector<Number> buffer_;  ///< rows of a chunk that is not full yet
  std::string chunk_;           ///< one as it stands on file
};

extern template class ChunkWriter<double>;
extern template class ChunkWriter<unsigned char>;

}  // namespace he::io
