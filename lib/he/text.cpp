#include "he/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numeric>

namespace he {
namespace {

/// Bytes of the character that `text` starts with; 0 where it is not UTF-8.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) > 0x9F;
  const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

/// Levenshtein's distance, blind to case.
std::size_t distance(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

/// Each control character but those of `kept` is a space.
std::string without_controls(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F, in two bytes
    const bool c1 = c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    const bool control = c1 || ((c < 0x20 || c == 0x7f) && kept.find(text[i]) == std::string_view::npos);
    result += control ? ' ' : text[i];
    i += c1;
  }
  return result;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string excerpt(std::string_view text, std::size_t longest) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(1, character_length(text));
    if (result.size() + length > longest) return result + "…";
    const auto lead = static_cast<unsigned char>(text[0]);
    const bool plain = character_length(text) > 0 && lead >= 0x20 && lead != 0x7F;
    result += plain ? text.substr(0, length) : "?";
    text.remove_prefix(length);
  }
  return result;
}

std::string quote(const std::string& name) {
  constexpr std::size_t kLongest = 80;
  return "'" + excerpt(name, kLongest) + "'";
}

std::string printable(std::string_view text) { return without_controls(text, ""); }

std::string printable_lines(std::string_view text) { return without_controls(text, "\n"); }

bool has_controls(std::string_view text) { return without_controls(text, "\t\r\n") != text; }

std::string suggest(const std::string& unknown, const std::vector<std::string>& names) {
  constexpr std::size_t kListed = 12, kLongestCompared = 100;
  std::size_t best = std::max<std::size_t>(1, unknown.size() / 3) + 1;
  const std::string* nearest = nullptr;
  for (const std::string& name : names) {
    if (std::max(name.size(), unknown.size()) > kLongestCompared) continue;
    const std::size_t d = distance(unknown, name);
    if (d < best) best = d, nearest = &name;
  }
  if (nearest != nullptr) return fmt::format("did you mean '{}'?", excerpt(*nearest));
  std::string list;
  for (std::size_t i = 0; i < std::min(kListed, names.size()); ++i)
    list += fmt::format("{}'{}'", i == 0 ? "" : ", ", excerpt(names[i]));
  if (names.size() > kListed) list += fmt::format(" and {} more", names.size() - kListed);
  return "there are " + list;
}

std::string number_text(double value, int digits) {
  constexpr int kMaxDigits = 17;
  constexpr double kLargestPlain = 1e15;
  char text[64];
  char* const end = text + sizeof text;
  if (digits > 0)
    return {text,
            std::to_chars(text, end, value, std::chars_format::general, std::min(digits, kMaxDigits)).ptr};
  if (value == std::trunc(value) && std::abs(value) < kLargestPlain)
    return {text, std::to_chars(text, end, value, std::chars_format::fixed).ptr};
  return {text, std::to_chars(text, end, value).ptr};
}

}  // namespace he
