#include "he/io/images/idx_source.h"
#include "he/io/source.h"

#include <zlib.h>

#include "io/table_files.h"

using he::DataError;
using he::Shape;
using he::UsageError;
using he::io::IdKind;
using he::io::MissingValues;
using he::io::open_source;
using he::io::SourceOptions;
using he::io::test::Folder;
using he::io::test::refusal;
using namespace std::string_literals;

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

namespace {

// Two images of 1x3 bytes, and their labels.
const std::string kImages = "\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x03\x00\x01\xFF\x02\x03\x04"s;
const std::string kLabels = "\0\0\x08\x01\0\0\0\x02\x02\x00"s;

/// All values of one IDX file.
Numbers idx_values(const std::string& content) {
  const Folder folder;
  return open_source(folder.write("data.idx", content))->next(100).x;
}

std::string idx_refusal(const std::string& content) {
  return refusal<DataError>([&] { idx_values(content); });
}

std::string packed(const Folder& folder, const std::string& content) {
  const auto path = folder.file("packed");
  const gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, content.data(), static_cast<unsigned>(content.size())) ==
          static_cast<int>(content.size()));
  REQUIRE(gzclose(file) == Z_OK);
  return he::io::test::read_bytes(path);
}

}  // namespace

TEST_CASE("images are records of their extents, with pixel values as they are") {
  const Folder folder;
  const auto source = open_source(folder.write("data.idx", kImages));
  CHECK(source->info().records == 2);
  CHECK(source->info().x.shape == Shape{1, 3});
  CHECK_FALSE(source->info().y);
  CHECK(source->info().ids == IdKind::none);
  CHECK(source->next(1).x == Numbers{0, 1, 255});
  CHECK(source->next(5).x == Numbers{2, 3, 4});
  CHECK(source->next(5).count == 0);
  source->seek(1);
  CHECK(source->next(5).first == 1);
}

TEST_CASE("every type is read big-endian") {
  CHECK(idx_values("\0\0\x08\x01\0\0\0\x01\xFE"s) == Numbers{254});
  CHECK(idx_values("\0\0\x09\x01\0\0\0\x01\xFE"s) == Numbers{-2});
  CHECK(idx_values("\0\0\x0B\x01\0\0\0\x01\xFE\x01"s) == Numbers{-511});
  CHECK(idx_values("\0\0\x0C\x01\0\0\0\x01\0\x01\0\x02"s) == Numbers{65538});
  CHECK(idx_values("\0\0\x0D\x01\0\0\0\x01\x3F\xC0\0\0"s) == Numbers{1.5});           // IEEE 754: 0x3FC00000
  CHECK(idx_values("\0\0\x0E\x01\0\0\0\x01\xC0\x04\0\0\0\0\0\0"s) == Numbers{-2.5});  // 0xC004000000000000
}

TEST_CASE("labels become the target, or a column for each class") {
  const Folder folder;
  const auto images = folder.write("data.idx", kImages), labels = folder.write("labels.idx", kLabels);
  const auto source = open_source(images, {.id_column = "row", .labels = labels});
  CHECK(source->info().target_names == Names{"label"});
  CHECK(source->info().class_names == Names{"0", "1", "2"});
  CHECK(source->info().y->shape == Shape{1});
  const auto records = source->next(2);
  CHECK(records.y == Numbers{2, 0});
  CHECK(records.ids == Names{"1", "2"});

  const auto one_hot = open_source(images, {.labels = labels, .one_hot = true});
  CHECK(one_hot->info().target_names == Names{"label=0", "label=1", "label=2"});
  CHECK(one_hot->next(2).y == Numbers{0, 0, 1, 1, 0, 0});
  one_hot->seek(1);
  CHECK(one_hot->next(2).y == Numbers{1, 0, 0});
}

TEST_CASE("labels must belong to the images") {
  const Folder folder;
  const auto images = folder.write("data.idx", kImages);
  const auto labelled = [&](const std::string& content, bool one_hot = false) {
    return refusal<DataError>(
        [&] { open_source(images, {.labels = folder.write("data.labels", content), .one_hot = one_hot}); });
  };
  CHECK(labelled("\0\0\x08\x01\0\0\0\x01\x02"s) == "data.labels: holds 1 labels for 2 images");
  CHECK(labelled(kImages) == "data.labels: holds 1x3 values per record where a label is one");
  CHECK(labelled("a,b\n") == "data.labels: is not an IDX file");
  CHECK(labelled("\0\0\x09\x01\0\0\0\x02\x02\xFF"s, true).find("whole numbers from 0 to 999") !=
        std::string::npos);
}

TEST_CASE("gzip is unpacked, in one or several members") {
  const Folder folder;
  const auto whole = folder.write("data.gz", packed(folder, kImages));
  CHECK(open_source(whole)->next(9).x == Numbers{0, 1, 255, 2, 3, 4});
  const auto parts =
      folder.write("data.gz", packed(folder, kImages.substr(0, 19)) + packed(folder, kImages.substr(19)));
  const auto source = open_source(parts);
  CHECK(source->next(9).x == Numbers{0, 1, 255, 2, 3, 4});
  source->seek(1);
  CHECK(source->next(9).x == Numbers{2, 3, 4});
}

TEST_CASE("a truncated or damaged gzip file is refused by name") {
  const Folder folder;
  std::string bytes = packed(folder, kImages);
  const auto reading = [&](const std::string& content) {
    return refusal<DataError>([&] { open_source(folder.write("data.gz", content))->next(9); });
  };
  CHECK(reading(bytes) == "");
  for (std::size_t size = 3; size < bytes.size(); ++size)
    CHECK(reading(bytes.substr(0, size)).find("data.gz: the compressed file ends early") == 0);
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);  // the checksum
  CHECK(reading(bytes).find("data.gz: the compressed file is damaged") == 0);
}

TEST_CASE("a header that does not fit the file is refused before memory is taken") {
  CHECK(idx_refusal(kImages.substr(0, 21)).find("data.idx: ends early: its header announces 2x1x3 values") ==
        0);
  CHECK(idx_refusal(kImages + "x") ==
        "data.idx: holds 1 bytes more than its header announces (2x1x3 values of 1 bytes)");
  CHECK(idx_refusal("\0\0\x08\x03\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s).find("cannot hold") !=
        std::string::npos);
  CHECK(idx_refusal("\0\0\x0E\x02\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s).find("cannot hold") !=
        std::string::npos);
  CHECK(idx_refusal("\0\0\x08\x02\0\0"s).find("ends early") != std::string::npos);
  CHECK(idx_refusal("\0\0\x08\x01\0\0\0\0"s).find("holds no records") != std::string::npos);
  const Folder folder;
  const auto bomb = packed(folder, "\0\0\x08\x02\0\0\0\x01\x7F\xFF\xFF\xFF"s);
  CHECK(idx_refusal(bomb).find("cannot hold") != std::string::npos);
}

TEST_CASE("values that are not numbers are refused with their record") {
  CHECK(idx_refusal("\0\0\x0D\x02\0\0\0\x02\0\0\0\x01\x3F\xC0\0\0\x7F\xC0\0\0"s) ==
        "data.idx: record 2 holds a value that is not a number");
}

TEST_CASE("options that need columns with names do not apply to IDX") {
  const Folder folder;
  const auto path = folder.write("data.idx", kImages);
  const auto using_option = [&](const SourceOptions& options) {
    return refusal<UsageError>([&] { open_source(path, options); });
  };
  CHECK(using_option({.features = {"a"}}) ==
        "data.idx: --features is for a table or HDF5, and this is IDX; leave it out");
  CHECK(using_option({.targets = {"a"}}).find("name the file of labels with --labels") != std::string::npos);
  CHECK(using_option({.text_columns = {"a"}}).find("--text is for a table") != std::string::npos);
  CHECK(using_option({.header = false}).find("--no-header is for a table") != std::string::npos);
  CHECK(using_option({.missing = MissingValues::drop}).find("--missing is for a table") != std::string::npos);
  CHECK(using_option({.id_column = "id"}).find("'row' numbers the records") != std::string::npos);
  CHECK(using_option({.one_hot = true}).find("--one-hot needs labels") != std::string::npos);
}
