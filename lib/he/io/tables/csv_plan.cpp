#include "he/io/tables/csv_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"
#include "he/io/tables/columns.h"
#include "he/io/tables/csv_column_scan.h"
#include "he/io/tables/csv_number.h"
#include "he/text.h"

namespace he::io {
namespace {

using Content = CsvColumnScan::Content;

/// Scans of some columns: `usual` is what those hold that were not named as text.
std::vector<CsvColumnScan> scans_of(const std::vector<std::size_t>& columns, Content usual,
                                    const std::vector<std::size_t>& named_as_text) {
  std::vector<CsvColumnScan> scans;
  for (std::size_t i : columns) {
    const bool text = std::find(named_as_text.begin(), named_as_text.end(), i) != named_as_text.end();
    scans.emplace_back(i, text ? Content::classes : usual);
  }
  return scans;
}

/// One pass over a table.
class PlanMaker {
 public:
  PlanMaker(CsvTable& table, const SourceOptions& options) : table_(table) {
    const TableColumns columns = choose_columns(table.name(), table.names(), options);
    plan_.id = columns.id;
    plan_.number_records = columns.number_records;
    plan_.one_hot = options.one_hot;
    plan_.missing = options.missing;
    for (std::size_t i : columns.features) plan_.features.emplace_back().index = i;
    for (std::size_t i : columns.targets) plan_.targets.emplace_back().index = i;
    features_ = scans_of(columns.features, Content::numbers, columns.classes);
    targets_ = scans_of(columns.targets, options.one_hot ? Content::classes : Content::open, columns.classes);
  }

  CsvPlan run() {
    CsvReader::Place place = table_.reader().place();
    std::vector<std::string_view> row;
    for (std::size_t table_row = 0; table_.next(row); ++table_row) {
      const bool lacking = plan_.lacks_value(row);
      if (!lacking || plan_.missing != MissingValues::drop) {
        plan_.index.note({plan_.records++, table_row, place});
        observe(row, lacking);
      } else {
        ++plan_.left_out;
      }
      place = table_.reader().place();
    }
    return finish();
  }

 private:
  void observe(const std::vector<std::string_view>& row, bool lacking) {
    for (auto* scans : {&features_, &targets_}) {
      for (CsvColumnScan& scan : *scans) {
        const std::string_view cell = row[scan.index()];
        if (lacking && is_missing(cell)) {
          note_missing(scan, cell, scans == &targets_);
        } else {
          scan.observe(table_, cell);
        }
      }
    }
    if (plan_.id) check_id(row[*plan_.id]);
  }

  void check_id(std::string_view cell) {
    if (is_missing(cell)) table_.fail(*plan_.id, "the identifier is missing");
    if (!is_utf8(cell))
      table_.fail(*plan_.id, fmt::format("'{}' is not UTF-8; save the table as CSV in UTF-8", excerpt(cell)));
  }

  void note_missing(const CsvColumnScan& scan, std::string_view cell, bool target) {
    const bool mean = plan_.missing == MissingValues::mean;
    if (mean && target)
      table_.fail(scan.index(), "the target is missing: say --missing drop to leave such rows out");
    if (mean && scan.content() == Content::classes)
      table_.fail(
          scan.index(),
          "the value is missing, and classes have no mean: say --missing drop to leave such rows out");
    if (mean || missing_++ > 0) return;
    const std::string shown = cell.empty() ? "" : fmt::format(" ('{}')", cell);
    first_missing_ = fmt::format("{}: row {}, column '{}': the value is missing{}", table_.name(),
                                 table_.line(), excerpt(table_.names()[scan.index()]), shown);
  }

  CsvPlan finish() {
    if (missing_ > 0) {
      const std::string more = missing_ == 1 ? "" : fmt::format(", and {} more are", missing_ - 1);
      throw DataError(first_missing_ + more +
                      ": say --missing drop to leave such rows out, or --missing mean to use the "
                      "mean of the column");
    }
    if (plan_.records == 0)
      throw DataError(table_.name() + (plan_.missing == MissingValues::drop ? ": no row has all its values"
                                                                            : ": there are no rows of data"));
    finish_columns();
    return std::move(plan_);
  }

  void finish_columns() {
    for (std::size_t i = 0; i < features_.size(); ++i) {
      plan_.features[i] = features_[i].finish(table_, false);
      if (features_[i].empty())
        throw DataError(fmt::format("{}: column '{}' has no value in any row; leave it out of --features",
                                    table_.name(), excerpt(table_.names()[plan_.features[i].index])));
    }
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      plan_.targets[i] = targets_[i].finish(table_, plan_.one_hot);
      if (plan_.targets[i].has_classes && targets_.size() > 1)
        throw DataError(fmt::format("{}: the target '{}' is a class, and a class must be the only target",
                                    table_.name(), excerpt(table_.names()[plan_.targets[i].index])));
    }
  }

  CsvTable& table_;
  CsvPlan plan_;
  std::vector<CsvColumnScan> features_, targets_;
  std::size_t missing_ = 0;
  std::string first_missing_;
};

}  // namespace

bool CsvPlan::lacks_value(const std::vector<std::string_view>& row) const {
  const auto lacks = [&](const CsvColumn& column) { return is_missing(row[column.index]); };
  return std::any_of(features.begin(), features.end(), lacks) ||
         std::any_of(targets.begin(), targets.end(), lacks);
}

CsvPlan plan_table(CsvTable& table, const SourceOptions& options) { return PlanMaker(table, options).run(); }

}  // namespace he::io
