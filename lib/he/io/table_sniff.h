#pragma once

#include <memory>
#include <string>

#include "he/io/byte_input.h"

namespace he::io {

/// What the content of an input is; text is taken for a table.
enum class TableFormat { hdf5, idx, image, text };

/// Opens an input as open_bytes() does, and unpacks it where it is gzip.
std::unique_ptr<ByteInput> open_unpacked(const std::string& path);

/// Looks at the content and leaves the input at its start. Throws DataError for an empty one, Unsupported
/// with what to do for formats that are known but not read here: workbooks, archives, images of other kinds,
/// UTF-16 …
TableFormat sniff(ByteInput& input);

}  // namespace he::io
