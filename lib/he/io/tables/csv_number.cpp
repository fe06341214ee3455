#include "he/io/tables/csv_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "he/text.h"

namespace he::io {
namespace {

/// std::from_chars says "out of range" for both ends: too small is where the exponent, or else the integer
/// part, says so.
bool underflows(std::string_view number) {
  const std::size_t exponent = number.find_first_of("eE");
  if (exponent != std::string_view::npos) return number.substr(exponent + 1).starts_with('-');
  const std::size_t first = number.find_first_not_of("-0");
  return first != std::string_view::npos && number[first] == '.';
}

}  // namespace

bool is_missing(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 4 || is_digit(cell[0]) || cell[0] == '-') return false;
  for (std::string_view word : {"?", "NA", "N/A", "NaN", "nan", "null", "NULL"}) {
    if (cell == word) return true;
  }
  return false;
}

CsvCell read_cell(std::string_view cell) {
  if (is_missing(cell)) return {CsvCell::Kind::missing};
  std::string_view digits = cell;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  CsvCell result{CsvCell::Kind::number};
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, result.value);
  if (stop != end) return {CsvCell::Kind::text};
  if (error == std::errc::result_out_of_range && underflows(digits)) return {CsvCell::Kind::number, 0.0};
  if (error != std::errc() || !std::isfinite(result.value)) return {CsvCell::Kind::text};
  return result;
}

std::string_view number_advice(std::string_view cell) {
  const auto only = [&](std::string_view characters) {
    return cell.find_first_not_of(characters) == std::string_view::npos &&
           cell.find_first_of("0123456789") < cell.size();
  };
  if (only("0123456789+-,") && std::count(cell.begin(), cell.end(), ',') == 1)
    return "decimal commas are not supported; save the table with decimal points";
  double value = 0;
  if (std::from_chars(cell.data(), cell.data() + cell.size(), value).ec == std::errc::result_out_of_range)
    return "numbers are at most 1.7e308";
  return "correct it, list the column in --text if its values are classes, or leave it out of --features";
}

}  // namespace he::io
