#include "he/io/dataset_output.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "he/error.h"

namespace he::io {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() { fs::create_directories(path_); }
  ~Folder() { fs::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_ = fs::temp_directory_path() / ("he-dataset-output-" + std::to_string(getpid()));
};

DatasetInfo two_columns() {
  DatasetInfo info;
  info.records = 1;
  info.x = {{2}, {}};
  info.feature_names = {"HR", "SBP"};
  info.ids = IdKind::plain;
  return info;
}

Records one_record() {
  Records records;
  records.count = 1;
  records.x = {61, 120.5};
  records.ids = {"P000001"};
  return records;
}

void write(const std::string& path) {
  DatasetOutput output(path, two_columns());
  output.write(one_record());
  output.set_provenance("{}");
  CHECK_FALSE(fs::exists(path));  // not before commit()
  output.commit();
}

TEST_CASE("a name that ends in .csv gets CSV") {
  const Folder folder;
  write(folder.file("a.csv"));
  std::stringstream text;
  text << std::ifstream(folder.file("a.csv")).rdbuf();
  CHECK(text.str() == "id,HR,SBP\nP000001,61,120.5\n");
}

TEST_CASE("a name that ends in .h5 or .hdf5 gets HDF5") {
  const Folder folder;
  for (const char* name : {"a.h5", "a.hdf5"}) {
    write(folder.file(name));
    const auto source = open_dataset_file(folder.file(name));
    const Records records = source->next(10);
    CHECK(source->info().feature_names == std::vector<std::string>{"HR", "SBP"});
    CHECK(records.x == std::vector<double>{61, 120.5});
    CHECK(records.ids == std::vector<std::string>{"P000001"});
  }
}

TEST_CASE("a name that tells no format is refused, and nothing is written") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(DatasetOutput(folder.file("a.txt"), two_columns()),
                       doctest::Contains("end it in .csv or .h5"), UsageError);
  CHECK(fs::is_empty(fs::path(folder.file("a.txt")).parent_path()));
}

}  // namespace
}  // namespace he::io
