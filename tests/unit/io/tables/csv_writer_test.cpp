#include "he/io/tables/csv_writer.h"

#include "io/table_files.h"

using he::UsageError;
using he::io::CsvWriter;
using he::io::DatasetInfo;
using he::io::DatasetKind;
using he::io::Field;
using he::io::IdKind;
using he::io::Records;
using he::io::test::refusal;
using he::io::test::Table;

namespace {

std::string text_of(const DatasetInfo& info, const Records& records, int digits = 0) {
  std::string text;
  CsvWriter writer([&](std::string_view block) { text += block; }, info, digits);
  writer.write(records);
  return text;
}

}  // namespace

TEST_CASE("records are written under their names") {
  DatasetInfo info;
  info.x.shape = {2};
  info.y = Field{{1}, {}};
  info.feature_names = {"age", "bp, mean"};
  info.target_names = {"said \"ill\""};
  info.ids = IdKind::plain;
  const Records records{.first = 0,
                        .count = 2,
                        .x = {63, 1.0 / 3, 37, -1e-7},
                        .y = {1, 0},
                        .ids = {"p1", " p2"},
                        .sealed_ids = {}};
  CHECK(text_of(info, records) ==
        "id,age,\"bp, mean\",\"said \"\"ill\"\"\"\np1,63,0.3333333333333333,1\n\" p2\",37,-1e-07,0\n");
  CHECK(text_of(info, records, 2).find("p1,63,0.33,1\n") != std::string::npos);
}

TEST_CASE("columns without names are x1, x2 and y1, of predictions y1, y2") {
  DatasetInfo info;
  info.x.shape = {1, 2};
  info.y = Field{{1}, {}};
  const Records records{.first = 0, .count = 1, .x = {1, 2}, .y = {3}, .ids = {}, .sealed_ids = {}};
  CHECK(text_of(info, records) == "x1,x2,y1\n1,2,3\n");
  info.kind = DatasetKind::predictions;
  info.y.reset();
  CHECK(text_of(info, records) == "y1,y2\n1,2\n");
}

TEST_CASE("what is written is read back") {
  const std::string text = "id,a b,\"c,d\"\n\"x;y\",0.1,-2e+30\n\"it's\",5e-324,3\n";
  const Table table(text, {.id_column = "id"});
  CHECK(text_of(table.info, table.records) == text);
}

TEST_CASE("encrypted records are not written as numbers") {
  DatasetInfo info;
  info.scheme.name = "more";
  CHECK(refusal<UsageError>([&] { text_of(info, {}); }).find("decrypt them") != std::string::npos);
}

TEST_CASE("control characters are refused, tabs and line ends are quoted, formulas stay as they are") {
  using he::io::csv_field;
  CHECK(csv_field("a\tb") == "\"a\tb\"");
  CHECK(csv_field("=cmd()") == "=cmd()");
  CHECK(csv_field("M\u00fcller") == "M\u00fcller");
  for (const std::string field : {"\x1b[31mred", "bell\x07", "\x7f", "\u009b31m"})
    CHECK(refusal<he::DataError>([&] { csv_field(field); }).find("does not take control characters") !=
          std::string::npos);
}
