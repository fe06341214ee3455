#include "he/stats/table.h"

#include <doctest/doctest.h>

using he::stats::Table;
using he::stats::TableFormat;

TEST_CASE("a table is aligned text, Markdown or CSV") {
  const Table table{{"column", "max"}, {{"Größe", "1"}, {"a|b, \"c\"", "0.25"}}, 1};
  CHECK(table.format(TableFormat::text) ==
        "column     max\n"
        "Größe        1\n"
        "a|b, \"c\"  0.25\n");
  CHECK(table.format(TableFormat::markdown) ==
        "| column    |  max |\n"
        "| --------- | ---: |\n"
        "| Größe     |    1 |\n"
        "| a\\|b, \"c\" | 0.25 |\n");
  CHECK(table.format(TableFormat::csv) == "column,max\nGröße,1\n\"a|b, \"\"c\"\"\",0.25\n");
}
