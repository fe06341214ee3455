#pragma once

#include <string>
#include <vector>

namespace he::stats {

enum class TableFormat { text, markdown, csv };

/// A small table for people or for other programs. The first column is flush left, the others are numbers,
/// flush right.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< each as long as the header
  std::size_t text_columns = 1;                ///< so many are flush left, the others, numbers, flush right

  /// Text aligned in columns, a Markdown table, or CSV (RFC 4180: quotes where a cell needs them).
  std::string format(TableFormat format) const;
};

}  // namespace he::stats
