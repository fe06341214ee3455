#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "he/io/records/records.h"

namespace he::io {

/// A field as it stands in a row: quoted where it would be read otherwise (separators, quotes, line ends,
/// blanks at the ends). What begins like a formula of a spreadsheet stays as it is, so that it reads back.
/// Throws DataError for control characters other than tab and line ends: a terminal would obey them.
std::string csv_field(std::string_view field);

/// Writes records as CSV (RFC 4180 with LF): the column `id` where there are identifiers, then x, then y,
/// under the names in the info or x1, x2, … and y1, y2, … (predictions: y1, y2, …); extents beyond one are
/// laid out row-major.
class CsvWriter {
 public:
  /// Takes the text, block by block, in order: `[&](std::string_view text) { file.write(text); }`.
  using Sink = std::function<void(std::string_view)>;

  /// Writes the row of names. `digits`: significant digits of the numbers; 0 is as many as reading them back
  /// needs. Throws UsageError where numbers or identifiers are encrypted.
  CsvWriter(Sink sink, const DatasetInfo& info, int digits = 0);

  /// Appends records.
  void write(const Records& records);

 private:
  void write_names();
  void add_numbers(const std::vector<double>& values, std::size_t width, std::size_t row);
  void add_class(double number);
  void add_field(std::string_view field);
  void add_plain(std::string_view field);
  void end_row();

  Sink sink_;
  DatasetInfo info_;
  int digits_;
  std::size_t x_width_, y_width_;
  std::string text_;
  bool row_begun_ = false;
};

}  // namespace he::io
