#include "he/io/tables/csv_number.h"

#include <doctest/doctest.h>

#include <string>

using he::io::CsvCell;
using he::io::number_advice;
using he::io::read_cell;

namespace {

double number(std::string_view cell) {
  const CsvCell read = read_cell(cell);
  REQUIRE(read.kind == CsvCell::Kind::number);
  return read.value;
}

}  // namespace

TEST_CASE("a cell is a number in every usual way of writing decimal numbers") {
  CHECK(number("0") == 0);
  CHECK(number("-12.5") == -12.5);
  CHECK(number("+12.5") == 12.5);
  CHECK(number(".5") == 0.5);
  CHECK(number("5.") == 5);
  CHECK(number("1E5") == 100000);
  CHECK(number("1e-05") == 1e-05);
  CHECK(number("0.1") == 0.1);
  CHECK(number("1.7976931348623157e308") == 1.7976931348623157e308);
  CHECK(number("4.9406564584124654e-324") == 4.9406564584124654e-324);
}

TEST_CASE("a number too small for a double is zero") {
  CHECK(number("1e-400") == 0);
  CHECK(number("-1e-400") == 0);
  CHECK(number("0." + std::string(400, '0') + "1") == 0);
}

TEST_CASE("what is no finite decimal number is text") {
  for (const char* cell : {"abc", "0x1F", "inf", "-inf", "infinity", "1e999", "-1e999", "1e", "-", "+", "+-1",
                           "--1", "1,5", "1.2.3", "1 000", "TRUE", "12a", "1e5.5", "-nan"})
    CHECK_MESSAGE(read_cell(cell).kind == CsvCell::Kind::text, cell);
  CHECK(read_cell(std::string(400, '9')).kind == CsvCell::Kind::text);
}

TEST_CASE("the usual marks of a missing value are known") {
  for (const char* cell : {"", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"})
    CHECK_MESSAGE(read_cell(cell).kind == CsvCell::Kind::missing, cell);
}

TEST_CASE("the advice fits the mistake") {
  CHECK(number_advice("1,5").find("decimal commas") == 0);
  CHECK(number_advice("1e999").find("at most 1.7e308") != std::string::npos);
  CHECK(number_advice("male").find("--text") != std::string::npos);
  CHECK(number_advice("50-59").find("--text") != std::string::npos);
  CHECK(number_advice("-").find("--text") != std::string::npos);
}
