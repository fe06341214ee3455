#include "he/io/tables/csv_writer.h"

#include <fmt/format.h>

#include "he/error.h"
#include "he/text.h"

namespace he::io {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;

/// The names, where there is one for each column, else "<letter>1", "<letter>2", …
std::vector<std::string> column_names(const std::vector<std::string>& names, std::size_t width, char letter) {
  if (names.size() == width) return names;
  std::vector<std::string> numbered;
  for (std::size_t i = 1; i <= width; ++i) numbered.push_back(fmt::format("{}{}", letter, i));
  return numbered;
}

}  // namespace

std::string csv_field(std::string_view field) {
  if (has_controls(field))
    throw DataError("CSV does not take control characters, and the name or identifier " +
                    quote(std::string(field)) + " has some: rename it, or name the output .h5");
  const bool quoted = field.empty() || field.find_first_of(",;\t\"\r\n'") != std::string_view::npos ||
                      field.front() == ' ' || field.back() == ' ';
  if (!quoted) return std::string(field);
  std::string text = "\"";
  for (char c : field) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

CsvWriter::CsvWriter(Sink sink, const DatasetInfo& info, int digits)
    : sink_(std::move(sink)),
      info_(info),
      digits_(digits),
      x_width_(element_count(info.x.shape)),
      y_width_(info.y ? element_count(info.y->shape) : 0) {
  if (!info.scheme.plain() || info.ids == IdKind::sealed)
    throw UsageError("encrypted records cannot be written as CSV: decrypt them, or write HDF5");
  write_names();
}

void CsvWriter::write_names() {
  const bool predictions = info_.kind == DatasetKind::predictions;
  if (info_.ids == IdKind::plain) add_field("id");
  for (const auto& name : column_names(predictions ? info_.target_names : info_.feature_names, x_width_,
                                       predictions ? 'y' : 'x'))
    add_field(name);
  if (info_.y) {
    for (const auto& name : column_names(info_.target_names, y_width_, 'y')) add_field(name);
  }
  end_row();
  sink_(text_);
  text_.clear();
}

void CsvWriter::write(const Records& records) {
  for (std::size_t row = 0; row < records.count; ++row) {
    if (info_.ids == IdKind::plain) add_field(records.ids.at(row));
    if (info_.kind == DatasetKind::predictions && info_.x.shape.empty() && !info_.class_names.empty()) {
      add_class(records.x.at(row));
    } else {
      add_numbers(records.x, x_width_, row);
    }
    add_numbers(records.y, y_width_, row);
    end_row();
    if (text_.size() < kBlock) continue;
    sink_(text_);
    text_.clear();
  }
  sink_(text_);
  text_.clear();
}

void CsvWriter::add_numbers(const std::vector<double>& values, std::size_t width, std::size_t row) {
  for (std::size_t i = 0; i < width; ++i) add_plain(number_text(values.at(row * width + i), digits_));
}

/// Predicted classes are written by name.
void CsvWriter::add_class(double number) {
  const bool named = number >= 0 && number < static_cast<double>(info_.class_names.size());
  add_field(named ? info_.class_names[static_cast<std::size_t>(number)] : number_text(number, digits_));
}

void CsvWriter::add_field(std::string_view field) { add_plain(csv_field(field)); }

void CsvWriter::add_plain(std::string_view field) {
  if (row_begun_) text_ += ',';
  row_begun_ = true;
  text_ += field;
}

void CsvWriter::end_row() {
  text_ += '\n';
  row_begun_ = false;
}

}  // namespace he::io
