#pragma once

#include "he/io/bytes/byte_input.h"

namespace he::io {

/// What the content of an input is; text is taken for a table.
enum class InputFormat { hdf5, idx, image, text };

/// Looks at the content and leaves the input at its start. Throws DataError for an empty one,
/// UnsupportedError with what to do for formats that are known but not read here: workbooks, archives, images
/// of other kinds, UTF-16 …
InputFormat sniff(ByteInput& input);

}  // namespace he::io
