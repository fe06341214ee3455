// Implements describe_table() of describe_file.h.

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/describe_file.h"
#include "he/io/tables/csv_number.h"
#include "he/io/tables/csv_table.h"

namespace he::io {
namespace {

using nlohmann::ordered_json;

std::string separator_name(char separator) {
  return separator == '\t' ? "tab" : separator == ' ' ? "blanks" : std::string(1, separator);
}

/// What the cells of one column hold.
struct ColumnContent {
  std::size_t texts = 0, missing = 0;

  void add(std::string_view cell) {
    const CsvCell::Kind kind = read_cell(cell).kind;
    texts += kind == CsvCell::Kind::text;
    missing += kind == CsvCell::Kind::missing;
  }
};

/// A table is taken to have a row of names unless its first row says otherwise.
CsvTable open_table(const std::string& path, bool& header) {
  try {
    header = true;
    return {open_unpacked(path), true};
  } catch (const DataError&) {
    header = false;
    return {open_unpacked(path), false};
  }
}

}  // namespace

ordered_json describe_table(const std::string& path) {
  bool header = true;
  CsvTable table = open_table(path, header);
  std::vector<ColumnContent> columns(table.names().size());
  std::size_t rows = 0;
  for (std::vector<std::string_view> cells; table.next(cells); ++rows)
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(cells[i]);

  ordered_json json{{"file", path}, {"format", "table"}, {"kind", "dataset"}, {"scheme", "plain"}};
  json["separator"] = separator_name(table.reader().separator());
  json["row_of_names"] = header;
  json["records"] = rows;
  json["columns"] = table.names();
  std::size_t missing = 0;
  ordered_json texts = ordered_json::array();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    missing += columns[i].missing;
    if (columns[i].texts > 0) texts.push_back(table.names()[i]);
  }
  if (!texts.empty()) json["text_columns"] = texts;
  json["missing_values"] = missing;
  return json;
}

}  // namespace he::io
