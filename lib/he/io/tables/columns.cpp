#include "he/io/tables/columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"
#include "he/text.h"

namespace he::io {
namespace {

enum class Part { none, identifier, target, feature };

const char* part_name(Part part) {
  return part == Part::identifier ? "the identifier" : part == Part::target ? "a target" : "a feature";
}

/// Gives every column one part.
class Parts {
 public:
  Parts(const std::string& file, const std::vector<std::string>& names)
      : file_(file), names_(names), parts_(names.size(), Part::none) {}

  std::size_t take(const std::string& wanted, Part part) {
    const std::size_t column = find_column(file_, names_, wanted);
    Part& known = parts_[column];
    if (known == part)
      throw UsageError(fmt::format("{}: column '{}' is named twice as {}", file_, wanted, part_name(part)));
    if (known != Part::none)
      throw UsageError(fmt::format("{}: column '{}' cannot be {} and {}", file_, wanted, part_name(known),
                                   part_name(part)));
    known = part;
    return column;
  }

  std::vector<std::size_t> take_rest() {
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (parts_[i] != Part::none) continue;
      if (names_[i].empty())
        throw DataError(
            fmt::format("{}: column {} has no name; name it in the first row, or list the features to take "
                        "with --features",
                        file_, i + 1));
      rest.push_back(i);
    }
    return rest;
  }

  bool used(std::size_t column) const {
    return parts_[column] == Part::feature || parts_[column] == Part::target;
  }
  void mark_features(const std::vector<std::size_t>& columns) {
    for (std::size_t column : columns) parts_[column] = Part::feature;
  }

 private:
  const std::string& file_;
  const std::vector<std::string>& names_;
  std::vector<Part> parts_;
};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::size_t find_column(const std::string& file, const std::vector<std::string>& names,
                        const std::string& wanted) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end() || wanted.empty())
    throw UsageError(
        fmt::format("{}: has no column '{}': {}", file, excerpt(wanted), suggest(wanted, names)));
  return static_cast<std::size_t>(found - names.begin());
}

TableColumns choose_columns(const std::string& file, const std::vector<std::string>& names,
                            const SourceOptions& options) {
  TableColumns columns;
  Parts parts(file, names);
  columns.number_records = options.id_column == "row" && !contains(names, "row");
  const bool found = options.find_id && contains(names, "id");
  const std::string id = options.id_column.empty() && found ? "id" : options.id_column;
  if (!id.empty() && !columns.number_records) columns.id = parts.take(id, Part::identifier);
  for (const std::string& name : options.targets) columns.targets.push_back(parts.take(name, Part::target));
  const auto& features = options.features.empty() ? options.usual_features : options.features;
  for (const std::string& name : features) columns.features.push_back(parts.take(name, Part::feature));
  if (features.empty()) columns.features = parts.take_rest();
  if (columns.features.empty())
    throw UsageError(file + ": no column is left as a feature: all are identifier or target");
  parts.mark_features(columns.features);
  for (const std::string& name : options.text_columns) {
    columns.classes.push_back(find_column(file, names, name));
    if (!parts.used(columns.classes.back()))
      throw UsageError(
          fmt::format("{}: column '{}' is listed as text, but it is no feature and no target", file, name));
  }
  return columns;
}

}  // namespace he::io
