#pragma once

#include <string_view>

namespace he::io {

/// What a cell of a table holds.
struct CsvCell {
  enum class Kind { number, missing, text };
  Kind kind;
  double value = 0;  ///< of a number; numbers below the smallest double are 0
};

/// Whether a cell stands for an unknown value: empty, `?`, `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL`.
bool is_missing(std::string_view cell);

/// Reads a cell without surrounding blanks: decimal numbers with a point, whatever the locale is. Hexadecimal
/// numbers, infinity and numbers beyond the largest double are text.
CsvCell read_cell(std::string_view cell);

/// What to do about a cell that is text where a number is expected.
std::string_view number_advice(std::string_view cell);

}  // namespace he::io
