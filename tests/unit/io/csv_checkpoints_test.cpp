#include "he/io/csv_checkpoints.h"

#include <doctest/doctest.h>

using he::io::CsvCheckpoints;

TEST_CASE("a checkpoint stands before any record, however many there are") {
  CsvCheckpoints checkpoints;
  constexpr std::size_t kRecords = 5'000'000;
  for (std::size_t i = 0; i < kRecords; ++i) checkpoints.note({i, i, {10 * i, i + 1}});
  for (std::size_t record : {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{1'048'575},
                             std::size_t{1'048'576}, std::size_t{3'333'333}, kRecords - 1}) {
    const auto& checkpoint = checkpoints.before(record);
    CHECK(checkpoint.record <= record);
    CHECK(record - checkpoint.record < 4096);
    CHECK(checkpoint.place.offset == 10 * checkpoint.record);
  }
}
