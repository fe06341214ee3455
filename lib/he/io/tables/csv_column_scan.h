#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "he/io/tables/classes.h"
#include "he/io/tables/csv_table.h"

namespace he::io {

/// How the cells of one column become numbers.
struct CsvColumn {
  std::size_t index = 0;  ///< in the table
  bool has_classes = false;
  TableClasses classes;
  double mean = 0;  ///< of the values that are there, for features and MissingValues::mean
};

/// Looks at every cell of a column that will be used, and says then how they become numbers.
class CsvColumnScan {
 public:
  /// What the cells may be. `open`: numbers, or classes if there is no number.
  enum class Content { numbers, classes, open };

  CsvColumnScan(std::size_t column, Content content) : content_(content) { column_.index = column; }

  std::size_t index() const { return column_.index; }
  Content content() const { return content_; }
  /// Whether a column of numbers held none so far.
  bool empty() const { return content_ == Content::numbers && count_ == 0; }

  /// Notes a cell that is not missing. Throws DataError with row and column where the content does not allow
  /// it.
  void observe(const CsvTable& table, std::string_view cell);
  /// The result, after the last row. With `one_hot` numbers must be whole.
  CsvColumn finish(const CsvTable& table, bool one_hot);

 private:
  struct Seen {
    std::size_t line = 0;  ///< 0: none
    std::string value;
  };

  void observe_number(const CsvTable& table, std::string_view cell);
  void observe_class(const CsvTable& table, std::string_view cell);
  void observe_open(const CsvTable& table, std::string_view cell);

  CsvColumn column_;
  Content content_;
  long double sum_ = 0;
  std::size_t count_ = 0;
  Seen number_, text_;  ///< the first ones of an open column
};

}  // namespace he::io
