#include "he/io/tables/csv_reader.h"

#include "io/table_files.h"

using he::DataError;
using he::io::CsvReader;
using he::io::open_bytes;
using he::io::test::Folder;
using he::io::test::refusal;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(CsvReader& reader) {
  Rows rows;
  std::vector<std::string_view> fields;
  while (reader.next(fields)) rows.emplace_back(fields.begin(), fields.end());
  return rows;
}

/// Splits with a buffer that holds a few bytes, so that every row crosses its end.
Rows split(const std::string& text, std::size_t buffer_size = 4) {
  const Folder folder;
  CsvReader reader(open_bytes(folder.write("data.csv", text)), buffer_size);
  return rows_of(reader);
}

std::string split_refusal(const std::string& text) {
  return refusal<DataError>([&] { split(text); });
}

}  // namespace

TEST_CASE("a first row decides between comma, semicolon, tab and blanks") {
  CHECK(split("a,b\n1,2\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(split("a;b\n1;2\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(split("a\tb\n1\t\n") == Rows{{"a", "b"}, {"1", ""}});
  CHECK(split("  1.0   2.0\n  3.0  -4.0 \n", 64) == Rows{{"1.0", "2.0"}, {"3.0", "-4.0"}});
}

TEST_CASE("decimal commas do not hide the semicolons between them") {
  CHECK(split("1,5;2,5;3,5\n", 64) == Rows{{"1,5", "2,5", "3,5"}});
  CHECK(split("\"a;b;c\",d\n", 64) == Rows{{"a;b;c", "d"}});
}

TEST_CASE("rows end with LF, CR LF or CR, the last one with nothing too") {
  const Rows rows{{"a", "b"}, {"1", "2"}, {"3", "4"}};
  CHECK(split("a,b\n1,2\n3,4\n") == rows);
  CHECK(split("a,b\r\n1,2\r\n3,4") == rows);
  CHECK(split("a,b\r1,2\r3,4\r") == rows);
}

TEST_CASE("a byte-order mark, blanks around fields and empty rows are passed over") {
  CHECK(split("\xEF\xBB\xBF"
              "a,b\n") == Rows{{"a", "b"}});
  CHECK(split("\n \n a , b c \n\t\n\n1,\t2\n\n  \n") == Rows{{"a", "b c"}, {"1", "2"}});
}

TEST_CASE("quotes protect separators, line ends and quotes") {
  CHECK(split("a,\"b,\"\"c\"\"\nd\" ,e\n") == Rows{{"a", "b,\"c\"\nd", "e"}});
  CHECK(split("\"\",\"\"\"\"\n") == Rows{{"", "\""}});
  CHECK(split("5\" pipe,x\n") == Rows{{"5\" pipe", "x"}});
}

TEST_CASE("single quotes around a field are taken away") {
  CHECK(split("'40-49',it's,''\n") == Rows{{"40-49", "it's", ""}});
}

TEST_CASE("a separator at the end of a row is followed by an empty field") {
  CHECK(split("a,b,\n1,2,") == Rows{{"a", "b", ""}, {"1", "2", ""}});
}

TEST_CASE("rows are numbered as lines are in an editor") {
  const Folder folder;
  CsvReader reader(open_bytes(folder.write("data.csv", "a,b\n\n\"x\ny\r\nz\",2\r\n3,4\n")), 8);
  std::vector<std::string_view> fields;
  std::vector<std::size_t> lines;
  while (reader.next(fields)) lines.push_back(reader.line());
  CHECK(lines == std::vector<std::size_t>{1, 3, 6});
}

TEST_CASE("reading goes on at a place that was noted") {
  const Folder folder;
  CsvReader reader(open_bytes(folder.write("data.csv", "a,b\n\"1\n\",2\n3,4\n5,6\n")), 8);
  std::vector<std::string_view> fields;
  reader.next(fields);
  reader.next(fields);
  const auto place = reader.place();
  CHECK(rows_of(reader) == Rows{{"3", "4"}, {"5", "6"}});
  reader.seek(place);
  CHECK(reader.next(fields));
  CHECK(fields[0] == "3");
  CHECK(reader.line() == 4);
}

TEST_CASE("a quote that is never closed is refused with the row where it begins") {
  CHECK(split_refusal("a,b\n1,\"2\n3,4\n") ==
        "data.csv: row 2, field 2: the quote that begins here is never closed");
}

TEST_CASE("text behind a closing quote is refused") {
  CHECK(
      split_refusal("a,b\n\"1\"x,2\n") ==
      "data.csv: row 2, field 1: there is text behind the closing quote; write a quote inside quotes twice");
}

TEST_CASE("zero bytes are refused") {
  CHECK(split_refusal(std::string("a,b\n1,\0\n", 8)).find("holds zero bytes") != std::string::npos);
}

TEST_CASE("a table without rows is refused") {
  CHECK(split_refusal("\n \r\n") == "data.csv: the file holds no rows");
}

TEST_CASE("a row of more than 64 MiB is refused, one of almost as much is read") {
  CHECK(split("\"" + std::string((64U << 20) - 10, 'x') + "\"\n", 1 << 20)[0][0].size() == (64U << 20) - 10);
  CHECK(split_refusal("a\n\"" + std::string(65U << 20, 'x')).find("data.csv: row 2 is longer than 64 MiB") ==
        0);
}

TEST_CASE("more than 100,000 fields are refused") {
  CHECK(split(std::string(99'999, ','), 1 << 20)[0].size() == 100'000);
  CHECK(split_refusal(std::string(100'000, ',')).find("data.csv: row 1 has more than 100000 fields") == 0);
}
