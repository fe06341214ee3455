#pragma once

#include <string_view>

namespace he::io {

/// The separator that the first row of `text` shows: the most frequent one outside quotes, not counting
/// commas between digits unless there is nothing else. A row without any of them is separated by blanks.
char csv_separator(std::string_view text);

}  // namespace he::io
