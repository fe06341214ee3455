#include "he/io/tables/classes.h"

#include <algorithm>
#include <map>

#include "he/io/tables/csv_number.h"
#include "he/text.h"

namespace he::io {

bool TableClasses::add(std::string_view value) {
  if (codes_.find(value) != codes_.end()) return true;
  if (codes_.size() == kMax) return false;
  codes_.emplace(value, 0);
  return true;
}

void TableClasses::sort() {
  const auto is_number = [](const auto& entry) {
    return read_cell(entry.first).kind == CsvCell::Kind::number;
  };
  const bool numbers = std::all_of(codes_.begin(), codes_.end(), is_number);
  std::map<std::pair<double, std::string>, std::size_t> sorted;
  const auto key = [&](const std::string& text) {
    if (!numbers) return std::pair(0.0, text);
    const double value = read_cell(text).value + 0.0;  // -0 is 0
    return std::pair(value, number_text(value));
  };
  for (const auto& entry : codes_) sorted.emplace(key(entry.first), 0);
  for (auto& [class_key, code] : sorted) {
    code = names_.size();
    names_.push_back(class_key.second);
  }
  for (auto& [text, code] : codes_) code = sorted.at(key(text));
}

std::optional<std::size_t> TableClasses::code(std::string_view value) const {
  const auto found = codes_.find(value);
  if (found == codes_.end()) return std::nullopt;
  return found->second;
}

}  // namespace he::io
