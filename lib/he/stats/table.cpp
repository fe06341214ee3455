#include "he/stats/table.h"

#include <algorithm>

#include "he/text.h"

namespace he::stats {
namespace {

using Row = std::vector<std::string>;

/// Characters, not bytes.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t wanted, bool left) {
  const std::string space(wanted - std::min(wanted, width(text)), ' ');
  return left ? text + space : space + text;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
  return escaped;
}

std::string joined(const Row& cells, const std::string& separator) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i > 0 ? separator : "") + cells[i];
  return line;
}

}  // namespace

std::string Table::format(TableFormat format) const {
  std::vector<Row> lines{header};
  lines.insert(lines.end(), rows.begin(), rows.end());
  for (Row& line : lines)
    for (std::string& cell : line) cell = printable(cell);  // names come from received files
  if (format == TableFormat::csv) {
    std::string text;
    for (Row& line : lines) {
      std::transform(line.begin(), line.end(), line.begin(), csv_cell);
      text += joined(line, ",") + "\n";
    }
    return text;
  }
  const bool markdown = format == TableFormat::markdown;
  std::vector<std::size_t> widths(header.size(), markdown ? 3 : 0);
  for (Row& line : lines) {
    if (markdown) std::transform(line.begin(), line.end(), line.begin(), markdown_cell);
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  if (markdown) {
    Row rule;
    for (std::size_t i = 0; i < widths.size(); ++i)
      rule.push_back(std::string(widths[i] - 1, '-') + (i < text_columns ? "-" : ":"));
    lines.insert(lines.begin() + 1, rule);
  }
  std::string text;
  for (Row& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = padded(line[i], widths[i], i < text_columns);
    text += markdown ? "| " + joined(line, " | ") + " |\n" : joined(line, "  ") + "\n";
  }
  return text;
}

}  // namespace he::stats
