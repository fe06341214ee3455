#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "he/io/records/source_options.h"
#include "he/io/tables/csv_column_scan.h"
#include "he/io/tables/csv_index.h"
#include "he/io/tables/csv_table.h"

namespace he::io {

/// Everything that one pass over a table tells for reading its records in a second one.
struct CsvPlan {
  std::optional<std::size_t> id;
  bool number_records = false;
  bool one_hot = false;
  MissingValues missing = MissingValues::refuse;
  std::vector<CsvColumn> features, targets;
  std::size_t records = 0;
  std::size_t left_out = 0;  ///< rows that lack values, where those are dropped
  CsvIndex index;

  /// Whether a feature or target of this row is missing.
  bool lacks_value(const std::vector<std::string_view>& row) const;
};

/// Reads a table once: checks every cell that will be used, finds classes and means, counts records.
/// Throws DataError with row and column, UsageError for options that name what is not there.
CsvPlan plan_table(CsvTable& table, const SourceOptions& options);

}  // namespace he::io
