

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>
#include <thread>

#include "he/io/files/dataset_writer.h"
#include "he/io/source.h"
#include "io/table_files.h"

using he::DataError;
using he::IoError;
using he::UnsupportedError;
using he::io::DatasetInfo;
using he::io::DatasetWriter;
using he::io::open_bytes;
using he::io::open_source;
using he::io::test::Folder;
using he::io::test::read_bytes;
using he::io::test::refusal;
using namespace std::string_literals;

using Numbers = std::vector<double>;

namespace {

std::string sniff_refusal(const std::string& content) {
  const Folder folder;
  const auto path = folder.write("data.csv", content);
  return refusal<DataError>([&] { open_source(path); });
}

/// Standard input from a pipe that holds `content`, for the time of a test.
class StandardInput {
 public:
  explicit StandardInput(const std::string& content) : saved_(dup(STDIN_FILENO)) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    REQUIRE(write(ends[1], content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
  }
  ~StandardInput() {
    if (saved_ >= 0) {
      dup2(saved_, STDIN_FILENO);
      close(saved_);
    } else {
      close(STDIN_FILENO);
    }
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int saved_;
};

}  // namespace

TEST_CASE("an empty file, a missing one and a folder are refused") {
  const Folder folder;
  CHECK(sniff_refusal("") == "data.csv: the file is empty");
  CHECK(refusal<IoError>([&] { open_source(folder.file("data.csv")); }) ==
        "data.csv: cannot be read: No such file or directory");
  CHECK(refusal<IoError>([&] { open_bytes(folder.file(".")); }).find("is a folder") != std::string::npos);
}

TEST_CASE("known formats that are no table are refused with what to do") {
  CHECK(sniff_refusal("PK\x03\x04...").find("data.csv: is a zip archive, such as an Excel workbook") == 0);
  CHECK(sniff_refusal("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").find("is a workbook") != std::string::npos);
  CHECK(sniff_refusal("%PDF-1.7").find("is a PDF") != std::string::npos);
  CHECK(sniff_refusal("\xFF\xFE"
                      "a\0,\0"s)
            .find("UTF-16") != std::string::npos);
  CHECK(sniff_refusal("a\0,\0b\0"s).find("zero bytes") != std::string::npos);
  CHECK(sniff_refusal("\xFF\xD8\xFF\xE0").find("save it as PNG or PGM") != std::string::npos);
  CHECK(sniff_refusal("\x93NUMPY\x01").find("is a NumPy array") != std::string::npos);
  CHECK(sniff_refusal("BZh91AY&SY").find("unpack it first") != std::string::npos);
  CHECK(sniff_refusal("<!DOCTYPE html>").find("is a web page") != std::string::npos);
}

TEST_CASE("a table may be compressed with gzip") {
  const Folder folder;
  const auto path = folder.file("data.csv.gz");
  const gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzputs(file, "a,b\n1,2\n3,4\n") > 0);
  REQUIRE(gzclose(file) == Z_OK);
  const auto source = open_source(path);
  CHECK(source->next(9).x == Numbers{1, 2, 3, 4});
  source->seek(1);
  CHECK(source->next(9).x == Numbers{3, 4});
}

TEST_CASE("gzip within gzip and HDF5 within gzip are refused") {
  const Folder folder;
  for (const std::string& content : {"\x1F\x8B\x08"s, "\x89HDF\r\n\x1A\n"s}) {
    const auto path = folder.file("data.gz");
    const gzFile file = gzopen(path.c_str(), "wb");
    REQUIRE(gzwrite(file, content.data(), static_cast<unsigned>(content.size())) > 0);
    REQUIRE(gzclose(file) == Z_OK);
    CHECK(refusal<UnsupportedError>([&] { open_source(path); }).find("unpack it first") != std::string::npos);
  }
}

TEST_CASE("'-' is standard input, which is read from the start as often as needed") {
  const StandardInput input("a,b\n1,2\n3,?\n");
  const auto source = open_source("-", {.missing = he::io::MissingValues::mean});
  CHECK(source->name() == "standard input");
  CHECK(source->next(9).x == Numbers{1, 2, 3, 2});
  source->seek(1);
  CHECK(source->next(9).x == Numbers{3, 2});
}

TEST_CASE("a named pipe is read like standard input") {
  const Folder folder;
  const auto path = folder.file("data.pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(path) << "a\n5\n6\n"; });
  const auto source = open_source(path);
  writer.join();
  CHECK(source->next(9).x == Numbers{5, 6});
}

TEST_CASE("HDF5 is opened as such, from a file and from standard input") {
  const Folder folder;
  const auto path = folder.file("data.h5");
  DatasetInfo info;
  info.records = 2;
  info.x.shape = {3};
  info.feature_names = {"a", "b", "c"};
  DatasetWriter writer(path, info);
  writer.write({.first = 0, .count = 2, .x = {1, 2, 3, 4, 5, 6}, .y = {}, .ids = {}, .sealed_ids = {}});
  writer.commit();
  CHECK(open_source(path)->next(2).x == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(open_source(path, {.features = {"c"}})->next(2).x == Numbers{3, 6});

  const StandardInput input(read_bytes(path));
  CHECK(open_source("-", {.targets = {"a"}})->next(2).x == Numbers{2, 3, 5, 6});
}

TEST_CASE("HDF5 from a named pipe is refused with another way") {
  const Folder folder;
  const auto path = folder.file("data.pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(path) << "\x89HDF\r\n\x1A\n"; });
  const std::string message = refusal<UnsupportedError>([&] { open_source(path); });
  writer.join();
  CHECK(message == "data.pipe: is HDF5 from a pipe; give it as a file or on standard input, '-'");
}

TEST_CASE("standard input that was looked at can be given back") {
  const StandardInput input("some bytes");
  const auto bytes = open_bytes("-");
  return_to_standard_input(*bytes);
  char read_again[20];
  CHECK(read(STDIN_FILENO, read_again, sizeof read_again) == 10);
  CHECK(std::string(read_again, 10) == "some bytes");
}
