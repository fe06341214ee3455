#include "he/stats/comparison_report.h"

#include <doctest/doctest.h>

#include <limits>

using he::stats::Comparison;
using he::stats::FieldComparison;
using he::stats::TableFormat;

namespace {

FieldComparison field(const std::vector<double>& differences) {
  FieldComparison result;
  result.name = "y_hat";
  for (std::size_t i = 0; i < differences.size(); ++i) {
    result.columns.push_back({"c" + std::to_string(i), {}});
    result.columns.back().difference.add(1 + differences[i], 1);
    result.columns.back().difference.add(2, 2);
    result.overall.add_column(result.columns.back().difference);
  }
  return result;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("text shows the columns that differ most, CSV all of them") {
  const Comparison comparison{2, false, {field({0.5, 0, 0.25})}};
  const std::string text = format(comparison, TableFormat::text, 2);
  CHECK(holds(text, "c0"));
  CHECK_FALSE(holds(text, "c1"));
  CHECK(holds(text, "c2"));
  CHECK(holds(text, "The 2 columns that differ most, of 3."));
  const std::string csv = format(comparison, TableFormat::csv, 2);
  CHECK(holds(csv, "\ny_hat,c1,2,0,0,0,0,0,0,1,,\n"));
  CHECK(holds(csv, "\ny_hat,all,6,0,2,0.5,"));
}

TEST_CASE("numbers that are not finite are counted in words") {
  const Comparison comparison{2, false, {field({std::numeric_limits<double>::infinity()})}};
  CHECK(holds(format(comparison, TableFormat::text, 20), "1 of 2 numbers are NaN or infinite."));
  CHECK(to_json(comparison)["fields"][0]["all"]["not_finite"] == 1);
}

TEST_CASE("classes are reported by name, true against predicted") {
  FieldComparison scores;
  scores.name = "y_hat against y";
  scores.classes.emplace();
  scores.classes->names = {"left", "right"};
  scores.classes->against_truth = true;
  for (const auto& [truth, predicted] : {std::pair<std::size_t, std::size_t>{0, 0}, {0, 1}, {1, 1}, {1, 1}})
    scores.classes->confusion.add(truth, predicted);
  scores.classes->auc = 0.75;
  const Comparison comparison{4, false, {scores}};
  CHECK(format(comparison, TableFormat::text, 20) ==
        "\naccuracy 0.7500 over 4 records, area under the curve 0.7500\n\n"
        "true, predicted:  left  right\n"
        "left                 1      1\n"
        "right                0      2\n");
  CHECK(holds(format(comparison, TableFormat::csv, 20), "y_hat against y,all,,,,,,,,,0.75,0.75\n"));
  const auto json = to_json(comparison)["fields"][0]["classes"];
  CHECK(json["accuracy"] == 0.75);
  CHECK(json["confusion"].size() == 3);
  CHECK(json["confusion"][1] == nlohmann::ordered_json{{"true", 0}, {"predicted", 1}, {"records", 1}});
}

TEST_CASE("the timing ratio is encrypted to plain, whichever comes first") {
  const he::stats::Timing plain{1, 1000, 2, false}, encrypted{5, 1000, 2, true};
  CHECK(he::stats::TimingRatio{plain, encrypted}.ratio() == 5);
  CHECK(he::stats::TimingRatio{encrypted, plain}.ratio() == 5);
  CHECK(holds(he::stats::TimingRatio{encrypted, plain}.text(),
              "encrypted 5 s (5000 µs per record, 2 threads)"));
  CHECK(he::stats::TimingRatio{encrypted, plain}.json()["b"]["microseconds_per_record"] == 1000);
}
