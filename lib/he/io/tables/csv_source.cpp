#include "he/io/tables/csv_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"
#include "he/io/tables/csv_number.h"
#include "he/io/tables/csv_plan.h"
#include "he/text.h"

namespace he::io {
namespace {

/// Columns that a target takes.
std::size_t width(const CsvColumn& column, bool one_hot) {
  return one_hot ? column.classes.names().size() : 1;
}

std::vector<std::string> unused_columns(const CsvTable& table, const CsvPlan& plan) {
  std::vector<bool> used(table.names().size());
  if (plan.id) used[*plan.id] = true;
  for (const auto* columns : {&plan.features, &plan.targets})
    for (const CsvColumn& column : *columns) used[column.index] = true;
  std::vector<std::string> unused;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i]) unused.push_back(table.names()[i]);
  return unused;
}

DatasetInfo describe(const CsvTable& table, const CsvPlan& plan) {
  DatasetInfo info;
  info.records = plan.records;
  info.left_out = plan.left_out;
  info.unused_columns = unused_columns(table, plan);
  info.x.shape = {plan.features.size()};
  for (const CsvColumn& column : plan.features) info.feature_names.push_back(table.names()[column.index]);
  for (const CsvColumn& column : plan.targets) {
    const std::string& name = table.names()[column.index];
    if (column.has_classes) info.class_names = column.classes.names();
    if (!plan.one_hot) info.target_names.push_back(name);
    for (std::size_t i = 0; plan.one_hot && i < column.classes.names().size(); ++i)
      info.target_names.push_back(name + "=" + column.classes.names()[i]);
  }
  if (!plan.targets.empty()) info.y = Field{{info.target_names.size()}, {}};
  if (plan.id || plan.number_records) info.ids = IdKind::plain;
  return info;
}

class CsvSource : public RecordSource {
 public:
  CsvSource(CsvTable table, CsvPlan plan)
      : table_(std::move(table)), plan_(std::move(plan)), info_(describe(table_, plan_)) {
    seek(0);
  }

  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return table_.name(); }

  Records next(std::size_t limit) override {
    Records records;
    records.first = record_;
    records.count = std::min(limit, info_.records - record_);
    records.x.reserve(records.count * plan_.features.size());
    records.y.reserve(records.count * info_.target_names.size());
    for (std::size_t i = 0; i < records.count; ++i) {
      if (!next_row()) changed();
      append(records);
      ++record_;
    }
    if (records.count > 0 && record_ == info_.records && next_row()) changed();
    return records;
  }

  void seek(std::size_t first) override {
    record_ = std::min(first, info_.records);
    const auto& entry = plan_.index.before(record_);
    table_.reader().seek(entry.place);
    table_row_ = entry.table_row;
    for (std::size_t i = entry.record; i < record_; ++i) {
      if (!next_row()) changed();
    }
  }

 private:
  /// The next row that was not dropped.
  bool next_row() {
    do {
      if (!table_.next(row_)) return false;
      ++table_row_;
    } while (plan_.missing == MissingValues::drop && plan_.lacks_value(row_));
    return true;
  }

  void append(Records& records) {
    for (const CsvColumn& column : plan_.features)
      records.x.push_back(column.has_classes ? static_cast<double>(code(column)) : number(column));
    for (const CsvColumn& column : plan_.targets) {
      if (plan_.one_hot) {
        records.y.resize(records.y.size() + width(column, true));
        *(records.y.end() - static_cast<std::ptrdiff_t>(width(column, true) - code(column))) = 1;
      } else {
        records.y.push_back(column.has_classes ? static_cast<double>(code(column)) : number(column));
      }
    }
    if (plan_.id) records.ids.emplace_back(row_[*plan_.id]);
    if (plan_.number_records) records.ids.push_back(std::to_string(table_row_));
  }

  double number(const CsvColumn& column) const {
    const CsvCell cell = read_cell(row_[column.index]);
    if (cell.kind == CsvCell::Kind::number) return cell.value;
    if (cell.kind == CsvCell::Kind::missing && plan_.missing == MissingValues::mean) return column.mean;
    changed();
  }

  std::size_t code(const CsvColumn& column) const {
    const auto known = column.classes.code(row_[column.index]);
    return known ? *known : (changed(), 0);
  }

  [[noreturn]] void changed() const {
    throw DataError(name() + ": the file changed while it was being read; run again when it is complete");
  }

  CsvTable table_;
  CsvPlan plan_;
  DatasetInfo info_;
  std::vector<std::string_view> row_;
  std::size_t record_ = 0;
  std::size_t table_row_ = 0;
};

}  // namespace

std::unique_ptr<RecordSource> open_csv(CsvTable table, const SourceOptions& options) {
  if (options.one_hot && options.targets.empty())
    throw UsageError(table.name() + ": --one-hot needs a class column, named with --target");
  CsvPlan plan = plan_table(table, options);
  return std::make_unique<CsvSource>(std::move(table), std::move(plan));
}

}  // namespace he::io
