#pragma once

#include <memory>

#include "he/io/records/records.h"
#include "he/io/records/source_options.h"

namespace he::io {

/// What HDF5 takes.
inline const TakenOptions kHdf5Options{
    "HDF5", {"--features", "--target"}, {{"--id-column", "'row' numbers the records"}}};

/// The records of `source`, an HDF5 file, with the columns that the options name: `features` and `targets` by
/// the names in the file (targets may be taken from the features where the file has no targets), id_column
/// "row" instead of its identifiers. Without such options it is `source` itself. Throws UsageError for what
/// it cannot do.
std::unique_ptr<RecordSource> select_columns(std::unique_ptr<RecordSource> source,
                                             const SourceOptions& options);

}  // namespace he::io
