// Counts and sums come from awk and Python's csv module.
#include <cmath>
#include <map>
#include <numeric>

#include "io/table_files.h"

using he::Shape;
using he::io::DatasetInfo;
using he::io::MissingValues;
using he::io::open_source;
using he::io::SourceOptions;
using he::io::test::real_file;
using he::io::test::refusal;

using Names = std::vector<std::string>;

namespace {

/// Everything of a source, read in blocks.
struct Whole {
  DatasetInfo info;
  std::vector<double> x, y;

  Whole(const std::string& path, const SourceOptions& options) {
    const auto source = open_source(path, options);
    info = source->info();
    for (auto block = source->next(100); block.count > 0; block = source->next(100)) {
      x.insert(x.end(), block.x.begin(), block.x.end());
      y.insert(y.end(), block.y.begin(), block.y.end());
    }
  }

  std::size_t features() const { return he::element_count(info.x.shape); }
  double column_sum(std::size_t column) const {
    double sum = 0;
    for (std::size_t i = column; i < x.size(); i += features()) sum += x[i];
    return sum;
  }
  std::map<double, int> targets() const {
    std::map<double, int> counts;
    for (double value : y) ++counts[value];
    return counts;
  }
};

std::string reading(const std::string& path, const SourceOptions& options) {
  const std::string message = refusal([&] { open_source(path, options); });
  return message.substr(std::min(message.size(), path.size()));
}

}  // namespace

TEST_CASE("the heart disease table of Cleveland: six holes") {
  const auto path = real_file("tabular/processed.cleveland.data");
  if (path.empty()) return;
  SourceOptions options{.targets = {"c14"}, .header = false};
  CHECK(reading(path, options)
            .find(": row 88, column 'c13': the value is missing ('?'), and 5 more are: say") == 0);
  CHECK(reading(path, {}).find("the first row holds numbers ('63.0')") != std::string::npos);

  options.missing = MissingValues::drop;
  CHECK(Whole(path, options).info.records == 297);

  options.missing = MissingValues::mean;
  const Whole filled(path, options);
  CHECK(filled.info.records == 303);
  CHECK(filled.column_sum(0) == 16495);
  CHECK(filled.column_sum(11) == doctest::Approx(201 + 4 * 201.0 / 299));
  CHECK(filled.targets() == std::map<double, int>{{0, 164}, {1, 55}, {2, 36}, {3, 35}, {4, 13}});

  options.one_hot = true;
  CHECK(Whole(path, options).info.target_names == Names{"c14=0", "c14=1", "c14=2", "c14=3", "c14=4"});
}

TEST_CASE("the heart disease table with text and holes") {
  const auto path = real_file("tabular/heart_disease_uci_mixed.csv");
  if (path.empty()) return;
  CHECK(reading(path, {.targets = {"num"}}).find(": row 2, column 'sex': 'Male' is not a number") == 0);
  SourceOptions options{.features = {"age", "trestbps", "chol", "thalach", "oldpeak"}, .targets = {"num"}};
  CHECK(reading(path, options).find(": row 307, column 'chol': the value is missing, and 205 more are") == 0);
  options.missing = MissingValues::drop;
  CHECK(Whole(path, options).info.records == 827);
  options.missing = MissingValues::mean;
  CHECK(Whole(path, options).column_sum(1) == doctest::Approx(132.13240418118468 * 920));

  const SourceOptions all{.features = {},
                          .targets = {"num"},
                          .text_columns = {"sex", "cp", "fbs", "restecg", "exang", "slope", "thal"},
                          .missing = MissingValues::drop};
  const Whole complete(path, all);
  CHECK(complete.info.records == 299);
  CHECK(complete.features() == 13);
}

TEST_CASE("the Wisconsin table: identifiers, and classes B and M") {
  const auto path = real_file("tabular/wdbc.data");
  if (path.empty()) return;
  const Whole table(path, {.id_column = "c1", .targets = {"c2"}, .header = false});
  CHECK(table.info.records == 569);
  CHECK(table.features() == 30);
  CHECK(table.column_sum(0) == doctest::Approx(8038.429));
  CHECK(table.info.class_names == Names{"B", "M"});
  CHECK(table.targets() == std::map<double, int>{{0, 357}, {1, 212}});
  CHECK(reading(path, {}).find("the first row holds numbers ('17.99')") != std::string::npos);
}

TEST_CASE("the diabetes table, whose last line does not end") {
  const auto path = real_file("tabular/pima-indians-diabetes.csv");
  if (path.empty()) return;
  const Whole table(path, {.targets = {"c9"}, .header = false});
  CHECK(table.info.records == 768);
  CHECK(table.column_sum(5) == doctest::Approx(24570.3));
  CHECK(table.targets() == std::map<double, int>{{0, 500}, {1, 268}});
}

TEST_CASE("the breast cancer table, all text in single quotes") {
  const auto path = real_file("tabular/breast-cancer.csv");
  if (path.empty()) return;
  CHECK(reading(path, {}).find(": row 2, column '40-49': '50-59' is not a number") == 0);
  SourceOptions options{.targets = {"c10"}, .header = false};
  CHECK(reading(path, options).find(": row 1, column 'c1': '40-49' is not a number") == 0);
  for (int i = 1; i <= 9; ++i) options.text_columns.push_back("c" + std::to_string(i));
  CHECK(reading(path, options).find(": row 21, column 'c5': the value is missing ('nan'), and 8 more are") ==
        0);
  options.missing = MissingValues::drop;
  const Whole table(path, options);
  CHECK(table.info.records == 277);
  CHECK(table.info.class_names == Names{"no-recurrence-events", "recurrence-events"});
  CHECK(table.targets() == std::map<double, int>{{0, 196}, {1, 81}});
}

TEST_CASE("the heart table of a recorded network, with a byte-order mark and CR LF") {
  const auto path = real_file("keras-models/k2.14.0_heart_mlp_data.csv");
  if (path.empty()) return;
  const Whole table(path, {.targets = {"target"}});
  CHECK(table.info.records == 303);
  CHECK(table.info.feature_names.front() == "age");
  CHECK(table.column_sum(4) == 74618);
  CHECK(table.targets() == std::map<double, int>{{0, 138}, {1, 165}});
}

TEST_CASE("heart beats separated by blanks") {
  const auto path = real_file("ecg/ECG5000_TRAIN.txt");
  if (path.empty()) return;
  const Whole table(path, {.targets = {"c1"}, .one_hot = true, .header = false});
  CHECK(table.info.records == 500);
  CHECK(table.features() == 140);
  CHECK(table.info.class_names == Names{"1", "2", "3", "4", "5"});
  CHECK(std::accumulate(table.y.begin(), table.y.end(), 0.0) == 500);
  CHECK(std::abs(std::accumulate(table.x.begin(), table.x.end(), 0.0) - 5e-6) < 1e-5);
}

TEST_CASE("ten thousand digits with their labels") {
  const auto images = real_file("mnist/t10k-images-idx3-ubyte.gz");
  if (images.empty()) return;
  const Whole digits(images, {.labels = real_file("mnist/t10k-labels-idx1-ubyte.gz")});
  CHECK(digits.info.records == 10000);
  CHECK(digits.info.x.shape == Shape{28, 28});
  CHECK(digits.info.class_names.size() == 10);
  CHECK(std::accumulate(digits.x.begin(), digits.x.end(), 0.0) == 264923200);
  CHECK(std::accumulate(digits.x.begin(), digits.x.begin() + 784, 0.0) == 18454);
  CHECK(digits.targets() == std::map<double, int>{{0, 980},
                                                  {1, 1135},
                                                  {2, 1032},
                                                  {3, 1010},
                                                  {4, 982},
                                                  {5, 892},
                                                  {6, 958},
                                                  {7, 1028},
                                                  {8, 974},
                                                  {9, 1009}});
}

TEST_CASE("a description in prose is refused") {
  const auto path = real_file("tabular/wdbc.names");
  if (path.empty()) return;
  CHECK(reading(path, {}).find(": the first row holds numbers ('1.')") == 0);
}
