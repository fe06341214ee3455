#pragma once

namespace he::io {

/// Characters of a table, whatever the locale is.
constexpr bool is_line_end(char c) { return c == '\n' || c == '\r'; }

}  // namespace he::io
