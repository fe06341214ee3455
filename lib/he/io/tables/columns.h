#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "he/io/records/source_options.h"

namespace he::io {

/// Which columns of a table are what, as indices.
struct TableColumns {
  std::optional<std::size_t> id;
  bool number_records = false;  ///< identifiers are 1, 2, …
  std::vector<std::size_t> features;
  std::vector<std::size_t> targets;
  std::vector<std::size_t> classes;  ///< features and targets that were named as text
};

/// The column called `wanted`. Throws UsageError that names what is near or there.
std::size_t find_column(const std::string& file, const std::vector<std::string>& names,
                        const std::string& wanted);

/// Finds the columns that the options name. Throws UsageError for unknown names and for a column in two
/// parts, and where no feature is left.
TableColumns choose_columns(const std::string& file, const std::vector<std::string>& names,
                            const SourceOptions& options);

}  // namespace he::io
