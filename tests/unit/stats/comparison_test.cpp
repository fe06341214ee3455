#include "he/stats/comparison.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "memory_source.h"

using he::DataError;
using he::io::DatasetInfo;
using he::io::DatasetKind;
using he::stats::compare;

namespace {

DatasetInfo predictions(std::size_t columns, std::vector<std::string> names = {}) {
  DatasetInfo info;
  info.kind = DatasetKind::predictions;
  info.x.shape = {columns};
  info.target_names = std::move(names);
  return info;
}

DatasetInfo labelled(std::size_t features, std::size_t targets) {
  DatasetInfo info;
  info.x.shape = {features};
  info.y = he::io::Field{{targets}, {}};
  return info;
}

}  // namespace

TEST_CASE("data sets are compared column by column, features and targets") {
  DatasetInfo info = labelled(2, 1);
  info.feature_names = {"age", "bmi"};
  info.target_names = {"risk"};
  MemorySource a("a.h5", info, {0, 2, {50, 20, 60, 30}, {0.5, 1}, {}, {}});
  MemorySource b("b.h5", info, {0, 2, {50, 21, 60, 30}, {0.5, 3}, {}, {}});
  const auto result = compare(a, b, false);
  CHECK(result.records == 2);
  REQUIRE(result.fields.size() == 2);
  CHECK(result.fields[0].name == "x");
  CHECK(result.fields[0].columns[0].name == "age");
  CHECK(result.fields[0].columns[0].difference.max_abs() == 0);
  CHECK(result.fields[0].columns[1].difference.max_abs() == 1);
  CHECK(result.fields[0].overall.max_abs() == 1);
  CHECK(result.fields[1].columns[0].name == "risk");
  CHECK(result.fields[1].overall.max_abs() == 2);
  CHECK_FALSE(result.fields[1].classes.has_value());
}

TEST_CASE("predictions meet the targets of a data set, not its features") {
  MemorySource a("p.h5", predictions(1), {0, 2, {0.9, 0.2}, {}, {}, {}});
  MemorySource b("d.h5", labelled(3, 1), {0, 2, {1, 2, 3, 4, 5, 6}, {1, 0}, {}, {}});
  const auto result = compare(a, b, true);
  REQUIRE(result.fields.size() == 1);
  CHECK(result.fields[0].name == "y_hat against y");
  CHECK(result.fields[0].columns[0].name == "y_hat[0]");
  CHECK(result.fields[0].overall.max_abs() == doctest::Approx(0.2));
  CHECK(result.fields[0].classes->confusion.accuracy() == 1);
  CHECK(result.fields[0].classes->auc == 1.0);
}

TEST_CASE("class labels meet class scores through the largest score") {
  MemorySource scores("p.h5", predictions(3), {0, 3, {.1, .8, .1, .6, .2, .2, .3, .3, .4}, {}, {}, {}});
  MemorySource labels("labels.idx", {1, 0, 1});
  const auto result = compare(scores, labels, false);
  REQUIRE(result.fields[0].classes.has_value());
  CHECK(result.fields[0].columns.empty());
  CHECK(result.fields[0].classes->confusion.accuracy() == doctest::Approx(2.0 / 3));
  CHECK(result.fields[0].classes->confusion.count(1, 2) == 1);
  CHECK_FALSE(result.fields[0].classes->auc.has_value());
}

TEST_CASE("records are joined where identifiers stand in another order") {
  MemorySource a("a.csv", {1, 2, 3}, {"p1", "p2", "p3"});
  MemorySource b("b.csv", {1, 3, 2.5}, {"p1", "p3", "p2"});
  const auto result = compare(a, b, false);
  CHECK(result.joined);
  CHECK(result.fields[0].overall.max_abs() == 0.5);
  CHECK(result.fields[0].overall.not_identical() == 1);
}

TEST_CASE("a join that begins in a later block knows what was matched before") {
  std::vector<double> x(10000);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
    ids.push_back(std::to_string(i));
  }
  MemorySource a("a.csv", x, ids);
  std::swap(x[9000], x[9999]);
  std::swap(ids[9000], ids[9999]);
  MemorySource b("b.csv", x, ids);
  const auto result = compare(a, b, false);
  CHECK(result.joined);
  CHECK(result.fields[0].overall.count() == 10000);
  CHECK(result.fields[0].overall.not_identical() == 0);

  ids[9999] = "0";  // a second time
  MemorySource twice("b.csv", x, ids);
  a.seek(0);
  CHECK_THROWS_WITH_AS(compare(a, twice, false), doctest::Contains("b.csv: identifier '0' occurs twice"),
                       DataError);
}

TEST_CASE("identifiers that are not the same on both sides are refused") {
  MemorySource a("a.csv", {1, 2}, {"p1", "p2"});
  MemorySource b("b.csv", {1, 2}, {"p1", "p3"});
  CHECK_THROWS_WITH_AS(compare(a, b, false),
                       "a.csv: identifier 'p2' is not in b.csv; both must hold the same records", DataError);
  MemorySource repeated("r.csv", {1, 2}, {"p3", "p3"});
  b.seek(0);
  CHECK_THROWS_WITH_AS(compare(repeated, b, false), doctest::Contains("r.csv: identifier 'p3' occurs twice"),
                       DataError);
}

TEST_CASE("sides that do not fit are refused with both numbers") {
  MemorySource a("a.csv", {1, 2, 3}), b("b.csv", {1, 2});
  CHECK_THROWS_WITH_AS(compare(a, b, false), doctest::Contains("a.csv has 3 records and b.csv has 2"),
                       DataError);
  MemorySource two("p.h5", predictions(2), {0, 1, {1, 2}, {}, {}, {}});
  MemorySource three("q.h5", predictions(3), {0, 1, {1, 2, 3}, {}, {}, {}});
  CHECK_THROWS_WITH_AS(compare(two, three, false),
                       doctest::Contains("p.h5 has 2 columns of y_hat and q.h5 has 3"), DataError);
}

TEST_CASE("the same columns in another order are refused; other names are shown side by side") {
  MemorySource a("a.h5", predictions(2, {"low", "high"}), {0, 1, {1, 2}, {}, {}, {}});
  MemorySource b("b.h5", predictions(2, {"high", "low"}), {0, 1, {2, 1}, {}, {}, {}});
  CHECK_THROWS_WITH_AS(compare(a, b, false), doctest::Contains("different orders"), DataError);
  MemorySource c("c.h5", predictions(2, {"low", "hoch"}), {0, 1, {1, 2}, {}, {}, {}});
  a.seek(0);
  CHECK(compare(a, c, false).fields[0].columns[1].name == "high | hoch");
}

TEST_CASE("columns of images without names are named by their indices") {
  DatasetInfo info;
  info.x.shape = {2, 3};
  MemorySource a("a.h5", info, {0, 1, {0, 0, 0, 0, 0, 1}, {}, {}, {}});
  MemorySource b("b.h5", info, {0, 1, {0, 0, 0, 0, 0, 0}, {}, {}, {}});
  const auto result = compare(a, b, false);
  CHECK(result.fields[0].columns[5].name == "x[1,2]");
  CHECK(result.fields[0].columns[5].difference.max_abs() == 1);
}

TEST_CASE("encrypted sides are refused") {
  DatasetInfo info = predictions(1);
  info.scheme.name = "more";
  MemorySource a("p.h5", info, {0, 1, {1, 2, 3, 4}, {}, {}, {}});
  MemorySource b("b.csv", {1});
  CHECK_THROWS_WITH_AS(compare(a, b, false), "p.h5: is encrypted; decrypt it first with he-decrypt",
                       DataError);
  CHECK_THROWS_WITH_AS(compare(b, a, false), "p.h5: is encrypted; decrypt it first with he-decrypt",
                       DataError);
}
