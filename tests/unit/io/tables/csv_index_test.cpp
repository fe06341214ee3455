#include "he/io/tables/csv_index.h"

#include <doctest/doctest.h>

using he::io::CsvIndex;

TEST_CASE("a entry stands before any record, however many there are") {
  CsvIndex index;
  constexpr std::size_t kRecords = 5'000'000;
  for (std::size_t i = 0; i < kRecords; ++i) index.note({i, i, {10 * i, i + 1}});
  for (std::size_t record : {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{1'048'575},
                             std::size_t{1'048'576}, std::size_t{3'333'333}, kRecords - 1}) {
    const auto& entry = index.before(record);
    CHECK(entry.record <= record);
    CHECK(record - entry.record < 4096);
    CHECK(entry.place.offset == 10 * entry.record);
  }
}
