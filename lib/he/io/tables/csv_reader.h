#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "he/io/bytes/byte_input.h"

namespace he::io {

/// Splits a table into rows and fields, in one pass and with one buffer, which grows only for rows that need
/// it.
///
/// The separator is a comma, semicolon, tab or blanks (runs count as one), whichever the first row shows.
/// Rows end with LF, CR LF or CR; empty ones are passed over. A field in "…" may hold separators, line ends
/// and doubled quotes. Blanks around a field, a byte-order mark at the start and single quotes around a field
/// are taken away.
class CsvReader {
 public:
  /// Where a row begins.
  struct Place {
    std::uint64_t offset = 0;
    std::size_t line = 1;
  };

  /// Reads `buffer_size` bytes at a time. Throws DataError where the input holds no row.
  explicit CsvReader(std::unique_ptr<ByteInput> input, std::size_t buffer_size = std::size_t{1} << 20);

  /// Splits the next row; false at the end. The fields are valid until the next call. Throws DataError with
  /// the row for a quote that is never closed or followed by text, a zero byte, more than 100,000 fields or
  /// more than 64 MiB.
  bool next(std::vector<std::string_view>& fields);

  /// Line of the input, from 1, where the row begins that next() returned: what an editor shows.
  std::size_t line() const { return line_; }
  /// Where next() will look for a row.
  Place place() const { return {buffer_offset_ + begin_, next_line_}; }
  void seek(Place place);

  const std::string& name() const { return input_->name(); }
  char separator() const { return separator_; }
  /// Throws DataError "NAME: row LINE<what>".
  [[noreturn]] void fail(const std::string& what) const;

 private:
  enum class Step { field, row, more };

  bool fill();
  bool skip_empty_rows();
  Step split_row();
  Step split_field();
  Step quoted_field();
  Step after_field();
  Step end_row();
  bool is_padding(char c) const { return c == ' ' || (c == '\t' && separator_ != '\t'); }
  void skip_blanks();
  void finish_fields(std::vector<std::string_view>& fields);

  struct Field {
    std::size_t begin, end;
    bool quoted, doubled;  ///< in "…"; with "" inside
  };

  std::unique_ptr<ByteInput> input_;
  std::string buffer_;  ///< bytes [buffer_offset_, buffer_offset_ + end_) of the input
  std::uint64_t buffer_offset_ = 0;
  std::size_t begin_ = 0, end_ = 0;  ///< the unread part of the buffer
  std::size_t at_ = 0;               ///< inside the row being split
  bool at_end_ = false;              ///< the input has nothing behind the buffer
  char separator_ = '\t';            ///< until it is known, blanks alone make an empty row
  std::array<bool, 256> stops_{};    ///< bytes that end a field without quotes
  std::vector<Field> fields_;
  std::size_t line_ = 0, next_line_ = 1;
  std::size_t inner_lines_ = 0;  ///< line ends within quotes of the row being split
};

}  // namespace he::io
