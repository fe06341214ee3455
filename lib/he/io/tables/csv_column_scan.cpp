#include "he/io/tables/csv_column_scan.h"

#include <fmt/format.h>

#include <cmath>

#include "he/error.h"
#include "he/io/tables/csv_number.h"
#include "he/text.h"

namespace he::io {

void CsvColumnScan::observe(const CsvTable& table, std::string_view cell) {
  if (content_ == Content::numbers) observe_number(table, cell);
  if (content_ == Content::classes) observe_class(table, cell);
  if (content_ == Content::open) observe_open(table, cell);
}

void CsvColumnScan::observe_number(const CsvTable& table, std::string_view cell) {
  const CsvCell read = read_cell(cell);
  if (read.kind != CsvCell::Kind::number)
    table.fail(index(), fmt::format("'{}' is not a number: {}", excerpt(cell), number_advice(cell)));
  sum_ += read.value;
  ++count_;
}

void CsvColumnScan::observe_class(const CsvTable& table, std::string_view cell) {
  if (!is_utf8(cell))
    table.fail(index(), fmt::format("'{}' is not UTF-8; save the table as CSV in UTF-8", excerpt(cell)));
  if (!column_.classes.add(cell))
    table.fail(index(),
               fmt::format("'{}' is one value too many for a column of classes, which has at most {}",
                           excerpt(cell), TableClasses::kMax));
}

/// A typing mistake among numbers must not make classes of them.
void CsvColumnScan::observe_open(const CsvTable& table, std::string_view cell) {
  const bool number = read_cell(cell).kind == CsvCell::Kind::number;
  Seen& mine = number ? number_ : text_;
  const Seen& other = number ? text_ : number_;
  if (other.line != 0)
    table.fail(index(),
               fmt::format("'{}' is {} but '{}' in row {} is {}: correct one, or list the column in --text "
                           "if its values are classes",
                           excerpt(cell), number ? "a number," : "text,", other.value, other.line,
                           number ? "text" : "a number"));
  if (mine.line == 0) mine = {table.line(), excerpt(cell)};
  if (!number) observe_class(table, cell);
}

CsvColumn CsvColumnScan::finish(const CsvTable& table, bool one_hot) {
  column_.has_classes = content_ == Content::classes || text_.line != 0;
  column_.mean = count_ == 0 ? 0 : static_cast<double>(sum_ / static_cast<long double>(count_));
  column_.classes.sort();
  if (!one_hot) return std::move(column_);
  for (const std::string& name : column_.classes.names()) {
    const CsvCell cell = read_cell(name);
    if (cell.kind == CsvCell::Kind::number && cell.value != std::trunc(cell.value))
      throw DataError(fmt::format("{}: column '{}': {} is not a class: --one-hot takes whole numbers or text",
                                  table.name(), excerpt(table.names()[index()]), name));
  }
  return std::move(column_);
}

}  // namespace he::io
