#include "he/io/tables/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "he/error.h"
#include "he/io/tables/csv_number.h"
#include "he/text.h"

namespace he::io {
namespace {

bool is_number(std::string_view field) { return read_cell(field).kind == CsvCell::Kind::number; }
bool is_text(std::string_view field) { return read_cell(field).kind == CsvCell::Kind::text; }
bool is_fraction(std::string_view field) {
  return is_number(field) && field.find('.') != std::string_view::npos;
}

/// The field that shows a row to be data: any number where there is no text, and a number that nobody would
/// call a column, such as 17.99. Empty where the row may hold names.
std::string_view data_in_header(const std::vector<std::string_view>& row) {
  const auto fraction = std::find_if(row.begin(), row.end(), is_fraction);
  if (fraction != row.end()) return *fraction;
  const auto number = std::find_if(row.begin(), row.end(), is_number);
  return number == row.end() || std::any_of(row.begin(), row.end(), is_text) ? std::string_view() : *number;
}

}  // namespace

CsvTable::CsvTable(std::unique_ptr<ByteInput> input, bool header) : reader_(std::move(input)) {
  first_row_ = reader_.place();
  std::vector<std::string_view> row;
  reader_.next(row);
  if (header) {
    name_columns(row);
    first_row_ = reader_.place();
  } else {
    for (std::size_t i = 1; i <= row.size(); ++i) names_.push_back(fmt::format("c{}", i));
    rewind();
  }
}

void CsvTable::name_columns(const std::vector<std::string_view>& row) {
  if (const std::string_view number = data_in_header(row); !number.empty())
    throw DataError(fmt::format(
        "{}: the first row holds numbers ('{}'), not column names: say --no-header if the file has none",
        name(), excerpt(number)));
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!is_utf8(row[i]))
      reader_.fail(fmt::format(": the name of column {} ('{}') is not UTF-8; save the table as CSV in UTF-8",
                               i + 1, excerpt(row[i])));
    names_.emplace_back(row[i]);
    const auto [other, fresh] = seen.emplace(names_.back(), i);
    if (!fresh && !row[i].empty())
      reader_.fail(
          fmt::format(": columns {} and {} are both called '{}'; give every column its own name, or say "
                      "--no-header if the first row is data",
                      other->second + 1, i + 1, excerpt(row[i])));
  }
}

bool CsvTable::next(std::vector<std::string_view>& fields) {
  if (!reader_.next(fields)) return false;
  if (fields.size() != names_.size())
    reader_.fail(fmt::format(" has {} fields where {} are expected", fields.size(), names_.size()));
  return true;
}

void CsvTable::fail(std::size_t column, const std::string& what) const {
  reader_.fail(fmt::format(", column '{}': {}", excerpt(names_[column]), what));
}

}  // namespace he::io
