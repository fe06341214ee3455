#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace he::io {

/// Whether `text` is valid UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view text);

/// A received value for a message: at most 40 bytes, control characters and what is not UTF-8 as '?'.
std::string excerpt(std::string_view text);

/// The end of a message about an unknown name: "did you mean 'age'?", else "there are 'age', 'sex', …".
std::string suggest(const std::string& unknown, const std::vector<std::string>& names);

/// Shortest decimal text that reads back as `value`, whole numbers below 1e15 without exponent; with `digits`
/// > 0 rounded to that many significant digits, at most 17.
std::string number_text(double value, int digits = 0);

}  // namespace he::io
