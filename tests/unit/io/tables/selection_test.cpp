#include "he/io/tables/selection.h"

#include "io/table_files.h"

using he::Shape;
using he::UsageError;
using he::io::DatasetInfo;
using he::io::Field;
using he::io::IdKind;
using he::io::Records;
using he::io::RecordSource;
using he::io::select_columns;
using he::io::SourceOptions;
using he::io::test::refusal;

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

namespace {

/// Two records of columns a, b, c that hold 1 to 6, each number as `element` doubles of that value.
class TwoRecords : public RecordSource {
 public:
  explicit TwoRecords(const Shape& element = {}) {
    info_.records = 2;
    info_.x = Field{{3}, {1, element, ""}};
    info_.feature_names = {"a", "b", "c"};
  }
  DatasetInfo& change() { return info_; }
  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return name_; }
  Records next(std::size_t) override {
    Records records;
    records.first = first_;
    records.count = 2 - first_;
    for (std::size_t i = 3 * first_; i < 6; ++i)
      records.x.insert(records.x.end(), he::element_count(info_.x.layout.element),
                       static_cast<double>(i + 1));
    if (info_.y) records.y = {7, 8};
    return records;
  }
  void seek(std::size_t first) override { first_ = first; }

 private:
  DatasetInfo info_;
  std::string name_ = "data.h5";
  std::size_t first_ = 0;
};

std::string selection_refusal(const SourceOptions& options) {
  return refusal<UsageError>([&] { select_columns(std::make_unique<TwoRecords>(), options); });
}

}  // namespace

TEST_CASE("without options a source stays what it is") {
  auto source = std::make_unique<TwoRecords>();
  const RecordSource* same = source.get();
  CHECK(select_columns(std::move(source), {}).get() == same);
}

TEST_CASE("features are taken by name, targets from the features where there is nothing else") {
  const auto source =
      select_columns(std::make_unique<TwoRecords>(), {.features = {"c", "a"}, .targets = {"b"}});
  CHECK(source->info().feature_names == Names{"c", "a"});
  CHECK(source->info().target_names == Names{"b"});
  CHECK(source->info().x.shape == Shape{2});
  const Records records = source->next(2);
  CHECK(records.x == Numbers{3, 1, 6, 4});
  CHECK(records.y == Numbers{2, 5});
  CHECK(select_columns(std::make_unique<TwoRecords>(), {.targets = {"b"}})->next(2).x == Numbers{1, 3, 4, 6});
}

TEST_CASE("columns of encrypted numbers are taken whole") {
  const auto source = select_columns(std::make_unique<TwoRecords>(Shape{2}), {.features = {"b"}});
  CHECK(source->next(2).x == Numbers{2, 2, 5, 5});
}

TEST_CASE("targets of the file are kept, and records numbered on request") {
  auto file = std::make_unique<TwoRecords>();
  file->change().y = Field{{1}, {}};
  file->change().target_names = {"t"};
  const auto source =
      select_columns(std::move(file), {.id_column = "row", .features = {"a"}, .targets = {"t"}});
  CHECK(source->info().ids == IdKind::plain);
  source->seek(1);
  const Records records = source->next(2);
  CHECK(records.x == Numbers{4});
  CHECK(records.y == Numbers{7, 8});
  CHECK(records.ids == Names{"2"});
}

TEST_CASE("what cannot be selected is refused") {
  CHECK(selection_refusal({.features = {"d"}}).find("has no column 'd'") != std::string::npos);
  CHECK(selection_refusal({.features = {"a"}, .targets = {"a"}}).find("a target and a feature") !=
        std::string::npos);
  CHECK(selection_refusal({.targets = {"a", "b", "c"}}).find("no column is left") != std::string::npos);
  auto unnamed = std::make_unique<TwoRecords>();
  unnamed->change().feature_names.clear();
  CHECK(refusal<UsageError>([&] {
          select_columns(std::move(unnamed), {.features = {"a"}});
        }).find("does not name its columns") != std::string::npos);
}

TEST_CASE("options that HDF5 does not take are refused by the name of what takes them") {
  using he::io::TakenOptions, he::io::kHdf5Options;
  const TakenOptions table{"a table", {"--one-hot", "--id-column"}}, idx{"IDX", {"--labels", "--one-hot"}};
  const auto refused = [&](const SourceOptions& options) {
    return refusal<UsageError>([&] { require_taken("data.h5", options, kHdf5Options, {&table, &idx}); });
  };
  CHECK(refused({.one_hot = true}) ==
        "data.h5: --one-hot is for a table or IDX, and this is HDF5; leave it out");
  CHECK(refused({.labels = "x"}) == "data.h5: --labels is for IDX, and this is HDF5; leave it out");
  CHECK(refused({.id_column = "id"}) ==
        "data.h5: --id-column is for a table, and this is HDF5; 'row' numbers the records");
  CHECK(refused({.id_column = "row", .features = {"a"}}).empty());
}
