#include "he/io/tables/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "he/error.h"
#include "he/io/tables/columns.h"

namespace he::io {
namespace {

/// Columns of an array with one row per group of records, taken in a new order.
struct Selection {
  std::vector<std::size_t> columns;
  std::size_t width = 0;    ///< columns of the array
  std::size_t element = 1;  ///< doubles per number

  std::vector<double> of(const std::vector<double>& values) const {
    std::vector<double> taken;
    const std::size_t rows = values.size() / (width * element);
    taken.reserve(rows * columns.size() * element);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column : columns) {
        const auto from = values.begin() + static_cast<std::ptrdiff_t>((row * width + column) * element);
        taken.insert(taken.end(), from, from + static_cast<std::ptrdiff_t>(element));
      }
    }
    return taken;
  }
};

std::vector<std::string> names_of(const Selection& selection, const std::vector<std::string>& names) {
  std::vector<std::string> taken;
  for (std::size_t column : selection.columns) taken.push_back(names[column]);
  return taken;
}

Selection all_of(const Field& field) {
  Selection all{{}, element_count(field.shape), element_count(field.layout.element)};
  all.columns.resize(all.width);
  std::iota(all.columns.begin(), all.columns.end(), std::size_t{0});
  return all;
}

Selection select(const std::string& file, const Field& field, const std::vector<std::string>& names,
                 const std::vector<std::string>& wanted, const char* option) {
  Selection selection = all_of(field);
  if (field.shape.size() != 1 || names.size() != selection.width)
    throw UsageError(
        fmt::format("{}: {} cannot be used, for the file does not name its columns", file, option));
  selection.columns.clear();
  for (const std::string& name : wanted) selection.columns.push_back(find_column(file, names, name));
  return selection;
}

class SelectedSource : public RecordSource {
 public:
  SelectedSource(std::unique_ptr<RecordSource> source, const SourceOptions& options)
      : source_(std::move(source)), info_(source_->info()), number_records_(options.id_column == "row") {
    if (number_records_) info_.ids = IdKind::plain;
    x_ = all_of(info_.x);
    if (info_.y) y_ = all_of(*info_.y);
    choose_targets(options);
    choose_features(options);
  }

  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return source_->name(); }
  void seek(std::size_t first) override { source_->seek(first); }

  Records next(std::size_t limit) override {
    Records records = source_->next(limit);
    if (info_.y) records.y = y_.of(targets_in_x_ ? records.x : records.y);
    records.x = x_.of(records.x);
    if (!number_records_) return records;
    records.ids.clear();
    records.sealed_ids.clear();
    for (std::size_t i = 1; i <= records.count; ++i) records.ids.push_back(std::to_string(records.first + i));
    return records;
  }

 private:
  void choose_targets(const SourceOptions& options) {
    if (options.targets.empty()) return;
    const DatasetInfo& from = source_->info();
    targets_in_x_ = !from.y;
    const auto& names = targets_in_x_ ? from.feature_names : from.target_names;
    y_ = select(name(), targets_in_x_ ? from.x : *from.y, names, options.targets, "--target");
    info_.y = Field{{y_.columns.size()}, targets_in_x_ ? from.x.layout : from.y->layout};
    info_.target_names = names_of(y_, names);
  }

  void choose_features(const SourceOptions& options) {
    if (options.features.empty() && !targets_in_x_) return;
    const DatasetInfo& from = source_->info();
    std::vector<std::string> wanted = options.features;
    for (std::size_t i = 0; options.features.empty() && i < from.feature_names.size(); ++i) {
      if (std::find(y_.columns.begin(), y_.columns.end(), i) == y_.columns.end())
        wanted.push_back(from.feature_names[i]);
    }
    x_ = select(name(), from.x, from.feature_names, wanted, "--features");
    refuse_targets_among_features();
    info_.x.shape = {x_.columns.size()};
    info_.feature_names = names_of(x_, from.feature_names);
  }

  void refuse_targets_among_features() const {
    for (std::size_t column : x_.columns) {
      if (targets_in_x_ && std::find(y_.columns.begin(), y_.columns.end(), column) != y_.columns.end())
        throw UsageError(fmt::format("{}: column '{}' cannot be a target and a feature", name(),
                                     source_->info().feature_names[column]));
    }
    if (x_.columns.empty()) throw UsageError(name() + ": no column is left as a feature: all are targets");
  }

  std::unique_ptr<RecordSource> source_;
  DatasetInfo info_;
  bool number_records_;
  bool targets_in_x_ = false;
  Selection x_, y_;
};

}  // namespace

std::unique_ptr<RecordSource> select_columns(std::unique_ptr<RecordSource> source,
                                             const SourceOptions& options) {
  if (options.features.empty() && options.targets.empty() && options.id_column.empty()) return source;
  return std::make_unique<SelectedSource>(std::move(source), options);
}

}  // namespace he::io
