#include "he/audit/record_set.h"

#include <doctest/doctest.h>

using he::audit::RecordSet;

namespace {

RecordSet set_of(const std::vector<std::vector<double>>& records) {
  RecordSet set(records.front().size());
  set.resize(records.size());
  for (std::size_t r = 0; r < records.size(); ++r)
    for (std::size_t c = 0; c < records[r].size(); ++c) set.add(r, c, records[r][c]);
  return set;
}

}  // namespace

TEST_CASE("records are found in another order, to rounding, each as often as it occurs") {
  const RecordSet wanted = set_of({{1, 2, 3}, {1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
  CHECK(wanted.in_common(set_of({{7, 8, 9}, {4, 5, 6 + 1e-13}, {1, 2, 3}, {1, 2, 3}})) == 4);
  CHECK(wanted.in_common(set_of({{1, 2, 3}, {4, 5, 6}, {4, 5, 6}, {0, 0, 0}})) == 2);
  CHECK(wanted.in_common(set_of({{3, 2, 1}, {4, 5, 6.001}, {9, 8, 7}, {0, 0, 0}})) == 0);
}
