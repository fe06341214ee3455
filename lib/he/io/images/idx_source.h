#pragma once

#include <memory>

#include "he/io/bytes/byte_input.h"
#include "he/io/records/records.h"
#include "he/io/records/source_options.h"

namespace he::io {

/// What IDX takes.
inline const TakenOptions kIdxOptions{
    "IDX",
    {"--labels", "--one-hot"},
    {{"--target", "name the file of labels with --labels"}, {"--id-column", "'row' numbers the records"}}};

/// Opens IDX images as records, one per first extent, values as they are (0 to 255 for bytes).
/// `options.labels` names an IDX file with one label per image. Throws DataError, and UsageError for options
/// that need columns with names.
std::unique_ptr<RecordSource> open_idx(std::unique_ptr<ByteInput> input, const SourceOptions& options);

}  // namespace he::io
