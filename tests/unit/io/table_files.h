#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "he/error.h"
#include "he/io/records/source_options.h"
#include "he/io/source.h"
#include "io/scratch_folder.h"

namespace he::io::test {

/// A folder for the files of one test.
class Folder : public ScratchFolder {
 public:
  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& content) const {
    write_bytes(file(name), content);
    return file(name);
  }
};

/// All records of a table given as text.
struct Table {
  DatasetInfo info;
  Records records;

  explicit Table(const std::string& text, const SourceOptions& options = {}) {
    const Folder folder;
    const auto source = open_source(folder.write("data.csv", text), options);
    info = source->info();
    records = source->next(info.records + 1);
  }
};

/// What `action` is refused with, from the name of the file on; "" where it is not refused.
template <typename Refusal = Error, typename Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const Refusal& error) {
    const std::string message = error.what();
    const std::size_t file = message.rfind("/data.");
    return file == std::string::npos ? message : message.substr(file + 1);
  }
  return "";
}

/// What a table given as text is refused with.
template <typename Refusal = DataError>
std::string table_refusal(const std::string& text, const SourceOptions& options = {}) {
  return refusal<Refusal>([&] { Table(text, options); });
}

/// A file of the real data, "" where the data are not there.
inline std::string real_file(const std::string& name) {
  const char* folder = std::getenv("HE_DATA_DIR");
  const auto path = std::filesystem::path(folder != nullptr ? folder : "../shared/data") / name;
  if (std::filesystem::exists(path)) return path.string();
  MESSAGE("skipped: " << path.string() << " is not there (HE_DATA_DIR)");
  return "";
}

}  // namespace he::io::test
