#include "he/io/tables/csv_separator.h"

#include <algorithm>

#include "he/io/tables/csv_characters.h"
#include "he/text.h"

namespace he::io {

char csv_separator(std::string_view text) {
  std::size_t commas = 0, decimal_commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false, field_begins = true;
  for (std::size_t i = 0; i < text.size() && (quoted || !is_line_end(text[i])); ++i) {
    const char c = text[i];
    if (c == '"' && (quoted || field_begins)) quoted = !quoted;
    if (quoted) continue;
    const bool between_digits =
        i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (c == ',') ++(between_digits ? decimal_commas : commas);
    if (c == ';') ++semicolons;
    if (c == '\t') ++tabs;
    field_begins = c == ',' || c == ';' || c == '\t' || c == '"' || (field_begins && c == ' ');
  }
  if (tabs > 0 && tabs >= std::max(semicolons, commas)) return '\t';
  if (semicolons > 0 && semicolons >= commas) return ';';
  return commas + decimal_commas > 0 ? ',' : ' ';
}

}  // namespace he::io
