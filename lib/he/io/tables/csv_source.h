#pragma once

#include <memory>

#include "he/io/records/records.h"
#include "he/io/records/source_options.h"
#include "he/io/tables/csv_table.h"

namespace he::io {

/// What tables in text take.
inline const TakenOptions kTableOptions{
    "a table",
    {"--id-column", "--features", "--target", "--text", "--one-hot", "--no-header", "--missing"},
    {{"--labels", "--target names the column that holds them"}}};

/// Opens a table in text as records. It is read once here, to check every cell and to find classes and means,
/// and once more for its records; memory does not depend on the number of rows. Identifiers "row" are the
/// row's number in the table from 1, so they keep their meaning where rows are dropped. Throws DataError with
/// row and column, and UsageError where an option names what is not there.
std::unique_ptr<RecordSource> open_csv(CsvTable table, const SourceOptions& options);

}  // namespace he::io
