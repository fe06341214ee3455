#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace he {

/// Whatever the locale is.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether `text` is valid UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view text);

/// A received value for a message: at most `longest` bytes, control characters and what is not UTF-8 as '?'.
std::string excerpt(std::string_view text, std::size_t longest = 40);

/// A received name for a message, in quotes: at most 80 bytes, otherwise as excerpt() has it.
std::string quote(const std::string& name);

/// `text` with control characters replaced by spaces: names and values from received files must not move the
/// cursor or the colours of a terminal.
std::string printable(std::string_view text);

/// The same of a text of several lines, whose ends stay.
std::string printable_lines(std::string_view text);

/// Whether `text` has control characters (C0, DEL, C1) other than tab and line ends.
bool has_controls(std::string_view text);

/// The end of a message about an unknown name: "did you mean 'age'?", else "there are 'age', 'sex', …".
std::string suggest(const std::string& unknown, const std::vector<std::string>& names);

/// Shortest decimal text that reads back as `value`, whole numbers below 1e15 without exponent; with `digits`
/// > 0 rounded to that many significant digits, at most 17.
std::string number_text(double value, int digits = 0);

}  // namespace he
