#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "he/io/tables/csv_reader.h"

namespace he::io {

/// A table with named columns whose rows all have the same number of fields.
class CsvTable {
 public:
  /// With `header` the first row names the columns, else they are c1, c2, …. Throws DataError where names are
  /// missing twice, or where the first row shows that `header` is wrong.
  CsvTable(std::unique_ptr<ByteInput> input, bool header);

  /// Column names, in order; one without a name is "".
  const std::vector<std::string>& names() const { return names_; }

  /// The next row; false at the end. Throws DataError where it has too few or too many fields.
  bool next(std::vector<std::string_view>& fields);
  void rewind() { reader_.seek(first_row_); }

  CsvReader& reader() { return reader_; }
  const std::string& name() const { return reader_.name(); }
  /// Line in the input of the row that next() returned.
  std::size_t line() const { return reader_.line(); }
  /// Throws DataError "NAME: row LINE, column 'COLUMN': <what>".
  [[noreturn]] void fail(std::size_t column, const std::string& what) const;

 private:
  void name_columns(const std::vector<std::string_view>& row);

  CsvReader reader_;
  CsvReader::Place first_row_;
  std::vector<std::string> names_;
};

}  // namespace he::io
