#include "he/io/images/image_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/images/image_file.h"
#include "he/io/tables/columns.h"
#include "he/io/tables/csv_column_scan.h"
#include "he/io/tables/csv_number.h"
#include "he/text.h"

namespace he::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffixes[] = {".png",  ".pgm", ".dcm",  ".dicom", ".ima", ".jpg",
                                          ".jpeg", ".tif", ".tiff", ".bmp",   ".gif"};

std::string folder_of(const std::string& table) {
  return table == "standard input" ? std::string() : fs::path(table).parent_path().string();
}

bool named_like_image(std::string_view file) {
  std::string suffix = fs::path(file).extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return std::find(std::begin(kSuffixes), std::end(kSuffixes), suffix) != std::end(kSuffixes);
}

bool is_image(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  std::array<char, 256> head;
  const std::size_t size = open_bytes(path.string())->read(head.data(), head.size());
  return image_format(std::span(head).first(size)) != ImageFormat::none;
}

std::optional<std::size_t> column(const CsvTable& table, const std::string& name) {
  const auto found = std::find(table.names().begin(), table.names().end(), name);
  if (found == table.names().end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.names().begin());
}

/// The columns of a list, and what its rows say.
class ListReader {
 public:
  ListReader(CsvTable& table, const SourceOptions& options)
      : table_(table), options_(options), file_(*column(table, "file")) {
    if (options.targets.size() > 1)
      throw UsageError(table.name() + ": lists images, which have one label; give --target once");
    if (options.targets.empty())
      label_ = column(table, "label");
    else
      label_ = find_column(table.name(), table.names(), options.targets.front());
    if (!options.id_column.empty()) id_ = column(table, options.id_column);
    list_ = {table.name(), folder_of(table.name()), {}, label_ ? table.names()[*label_] : "",
             {},           id_.has_value()};
  }

  ImageList read() {
    using Content = CsvColumnScan::Content;
    std::vector<std::string_view> row;
    if (label_) {
      CsvColumnScan scan(*label_, options_.one_hot ? Content::classes : Content::open);
      while (table_.next(row)) scan.observe(table_, present(row, *label_));
      labels_ = scan.finish(table_, options_.one_hot);
      if (labels_.has_classes) list_.classes = labels_.classes.names();
      table_.rewind();
    }
    while (table_.next(row)) add(row);
    if (list_.entries.empty()) throw DataError(table_.name() + ": there are no rows of data");
    return std::move(list_);
  }

 private:
  std::string_view present(const std::vector<std::string_view>& row, std::size_t index) const {
    if (is_missing(row[index])) table_.fail(index, "the value is missing");
    if (!is_utf8(row[index])) table_.fail(index, "the text is not UTF-8; save the table as CSV in UTF-8");
    return row[index];
  }

  void add(const std::vector<std::string_view>& row) {
    ImageList::Entry& entry = list_.entries.emplace_back();
    entry.file = present(row, file_);
    if (id_) entry.id = present(row, *id_);
    if (label_)
      entry.label = labels_.has_classes ? static_cast<double>(labels_.classes.code(row[*label_]).value())
                                        : read_cell(row[*label_]).value;
  }

  CsvTable& table_;
  const SourceOptions& options_;
  std::size_t file_;
  std::optional<std::size_t> label_, id_;
  CsvColumn labels_;
  ImageList list_;
};

}  // namespace

std::string ImageList::path(const Entry& entry) const { return (fs::path(folder) / entry.file).string(); }

bool lists_images(CsvTable& table, const SourceOptions& options) {
  const auto file = column(table, "file");
  if (!file || !options.features.empty()) return false;
  std::vector<std::string_view> row;
  const bool lists = table.next(row) && (named_like_image(row[*file]) ||
                                         is_image(fs::path(folder_of(table.name())) / row[*file]));
  table.rewind();
  return lists;
}

ImageList images_in_list(CsvTable& table, const SourceOptions& options) {
  return ListReader(table, options).read();
}

}  // namespace he::io
