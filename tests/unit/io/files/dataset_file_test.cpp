#include "he/io/files/dataset_file.h"
#include "he/io/files/dataset_writer.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "he/error.h"
#include "he/io/hdf5/output_file.h"
#include "io/sample_dataset.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

/// A file with the header of a data set and whatever `fill` adds.
template <typename Fill>
std::string craft(const ScratchFolder& folder, const std::string& scheme, Fill fill) {
  h5::OutputFile output(folder.file("crafted.h5"));
  h5::File& file = output.file();
  file.set_attribute("he_kind", "dataset");
  file.set_attribute("he_version", "1.0");
  file.set_attribute("he_scheme", scheme);
  if (scheme != "plain") file.set_attribute("he_key_id", sample_key_id);
  fill(file);
  output.commit();
  return folder.file("crafted.h5");
}

std::string dataset_sentence(const std::string& path) {
  return sentence_of<DataError>([&] { open_dataset_file(path); });
}

}  // namespace

TEST_CASE("a plain data set comes back whatever the size of the blocks") {
  const ScratchFolder folder;
  const Sample sample = plain_sample(1000);
  write_sample(folder.file("a.h5"), sample, 1000);
  for (const std::size_t block : {1u, 7u, 1000u, 5000u}) {
    const Sample read = read_sample(folder.file("a.h5"), block);
    CHECK(read.info.records == 1000);
    CHECK(read.info.scheme.plain());
    CHECK(read.info.x.shape == Shape{3});
    CHECK(read.info.y->shape == Shape{2});
    CHECK(read.info.feature_names == sample.info.feature_names);
    CHECK(read.info.target_names == sample.info.target_names);
    CHECK(read.info.class_names == sample.info.class_names);
    CHECK(read.info.ids == IdKind::plain);
    CHECK(read.info.provenance == sample.info.provenance);
    CHECK(read.records == sample.records);
  }
}

TEST_CASE("an encrypted data set comes back with its scheme, layout and sealed identifiers") {
  const ScratchFolder folder;
  const Sample sample = encrypted_sample(1000);
  write_sample(folder.file("a.h5"), sample, 64);
  const Sample read = read_sample(folder.file("a.h5"), 100);
  CHECK(read.info.scheme.name == "more");
  CHECK(read.info.scheme.key_id == sample_key_id);
  CHECK(read.info.scheme.public_values == sample.info.scheme.public_values);
  CHECK(read.info.scheme.seeded);
  CHECK(read.info.x.shape == Shape{3});
  CHECK(read.info.x.layout == sample.info.x.layout);
  CHECK(read.info.y->layout == sample.info.y->layout);
  CHECK(read.info.ids == IdKind::sealed);
  CHECK(read.info.sealed_id_bytes == 5);
  CHECK(read.records == sample.records);
}

TEST_CASE("predictions carry the fingerprint of their model and the names of their outputs") {
  const ScratchFolder folder;
  Sample sample = plain_sample(10);
  sample.info.kind = DatasetKind::predictions;
  sample.info.y.reset();
  sample.records.y.clear();
  sample.info.feature_names.clear();
  sample.info.target_names = {"p", "q", "r"};
  sample.info.model_fingerprint = "0123456789abcdef0123456789abcdef";
  write_sample(folder.file("p.h5"), sample, 10);
  const Sample read = read_sample(folder.file("p.h5"), 10);
  CHECK(read.info.kind == DatasetKind::predictions);
  CHECK(read.info.target_names == sample.info.target_names);
  CHECK(read.info.model_fingerprint == sample.info.model_fingerprint);
  CHECK(read.records == sample.records);
  CHECK(h5::File::open(folder.file("p.h5"), "p.h5").has_dataset("y_hat"));
}

TEST_CASE("a layout that groups records rounds their number up") {
  const ScratchFolder folder;
  Sample sample = encrypted_sample(10);
  sample.info.y.reset();
  sample.info.ids = IdKind::none;
  sample.info.x.layout = {4, {2, 2}, "grouped"};
  sample.records.x.assign(3 * 3 * 4, 0.25);  // three groups for ten records
  sample.records.x.back() = 7;
  sample.records.y.clear();
  sample.records.sealed_ids.clear();
  write_sample(folder.file("g.h5"), sample, 4);
  const Sample read = read_sample(folder.file("g.h5"), 8);
  CHECK(read.info.records == 10);
  CHECK(read.info.x.layout == sample.info.x.layout);
  CHECK(read.records == sample.records);
  const auto source = open_dataset_file(folder.file("g.h5"));
  CHECK_THROWS_AS(source->next(3), DataError);
  CHECK_THROWS_AS(source->seek(2), DataError);
}

TEST_CASE("reading continues where seek says") {
  const ScratchFolder folder;
  const Sample sample = plain_sample(100);
  write_sample(folder.file("a.h5"), sample, 100);
  const auto source = open_dataset_file(folder.file("a.h5"));
  source->seek(98);
  const Records tail = source->next(10);
  CHECK(tail.first == 98);
  CHECK(tail.count == 2);
  CHECK(tail.ids == std::vector<std::string>{"p98", "p99"});
  CHECK(tail.x == std::vector<double>(sample.records.x.end() - 6, sample.records.x.end()));
  CHECK(source->next(10).count == 0);
  source->seek(0);
  CHECK(source->next(1).ids.front() == "p0");
  CHECK_THROWS_AS(source->seek(101), DataError);
}

TEST_CASE("a data set without records is legal") {
  const ScratchFolder folder;
  for (const Sample& sample : {plain_sample(0), encrypted_sample(0)}) {
    write_sample(folder.file("a.h5"), sample, 10);
    const Sample read = read_sample(folder.file("a.h5"), 10);
    CHECK(read.info.records == 0);
    CHECK(read.info.x.shape == Shape{3});
    CHECK(read.info.x.layout == sample.info.x.layout);
    CHECK(read.records.count == 0);
  }
}

TEST_CASE("the same records give the same bytes, however they were handed over") {
  const ScratchFolder folder;
  const Sample sample = encrypted_sample(30'000);  // three chunks of x, one of y and of the identifiers
  write_sample(folder.file("a.h5"), sample, 30'000);
  write_sample(folder.file("b.h5"), sample, 30'000);
  write_sample(folder.file("c.h5"), sample, 999);
  CHECK(read_bytes(folder.file("a.h5")) == read_bytes(folder.file("b.h5")));
  CHECK(read_bytes(folder.file("a.h5")) == read_bytes(folder.file("c.h5")));
  CHECK(read_sample(folder.file("c.h5"), 7000).records == sample.records);
}

TEST_CASE("a writer that does not commit, or lacks records, leaves nothing") {
  const ScratchFolder folder;
  const Sample sample = plain_sample(10);
  {
    DatasetWriter writer(folder.file("a.h5"), sample.info);
    writer.write(part_of(sample, 0, 5));
    CHECK(contains(sentence_of<DataError>([&] { writer.commit(); }), "5 of 10 records"));
    CHECK_THROWS_AS(writer.write(part_of(sample, 0, 5)), DataError);  // not the next ones
    Records lacking = part_of(sample, 5, 5);
    lacking.ids.pop_back();
    CHECK_THROWS_AS(writer.write(lacking), DataError);
  }
  CHECK(folder.content().empty());
}

TEST_CASE("what is decrypted is for the owner's eyes") {
  const ScratchFolder folder;
  const Sample sample = plain_sample(1);
  DatasetWriter writer(folder.file("a.h5"), sample.info, DatasetWriter::Privacy::owner_only);
  writer.write(sample.records);
  writer.commit();
  struct stat status = {};
  REQUIRE(stat(folder.file("a.h5").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("anybody's HDF5 file with a data set x is a plain data set") {
  const ScratchFolder folder;
  {
    h5::OutputFile output(folder.file("foreign.h5"));
    output.file().write_bytes("x", {3, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255});
    output.file().write_numbers("y", {{3}, {0, 1, 0}});
    output.file().write_bytes("ids", {3}, {17, 4, 200});
    output.commit();
  }
  const Sample read = read_sample(folder.file("foreign.h5"), 2);
  CHECK(read.info.scheme.plain());
  CHECK(read.info.x.shape == Shape{2, 2});
  CHECK(read.info.y->shape.empty());
  CHECK(read.records.x.back() == 255);
  CHECK(read.records.y == std::vector<double>{0, 1, 0});
  CHECK(read.records.ids == std::vector<std::string>{"17", "4", "200"});
}

TEST_CASE("another kind of file is named, with the tool that reads it") {
  const ScratchFolder folder;
  const auto sentence = [&](const char* name, const char* value) {
    const std::string path = craft(folder, "plain", [&](h5::File& file) { file.set_attribute(name, value); });
    return dataset_sentence(path);
  };
  CHECK(contains(sentence("he_kind", "secret-key"),
                 "crafted.h5 is a secret key, not a data set or predictions"));
  CHECK(contains(sentence("he_kind", "model"),
                 "is a model, not a data set or predictions: he-infer takes it with -m"));
  CHECK(contains(sentence("he_kind", "fancy"), "of the kind 'fancy', which this program does not know"));
  CHECK(contains(sentence("he_version", "2.0"), "has version 2.0 of the file format"));
  CHECK(contains(sentence("he_version", "1.7"),
                 "the data set /x is missing"));  // every minor of version 1 is read

  h5::OutputFile model(folder.file("keras.h5"));
  model.file().set_attribute("model_config", "{}");
  model.commit();
  CHECK(contains(dataset_sentence(folder.file("keras.h5")), "keras.h5 is a model, not a data set"));
  h5::OutputFile empty(folder.file("empty.h5"));
  empty.commit();
  CHECK(contains(dataset_sentence(folder.file("empty.h5")), "neither a data set (/x) nor a model"));
}

TEST_CASE("extents that contradict each other are refused") {
  const ScratchFolder folder;
  const Array four{{2, 2}, {1, 2, 3, 4}};
  const auto plain = [&](auto fill) { return dataset_sentence(craft(folder, "plain", fill)); };
  CHECK(contains(plain([&](h5::File& file) {
                   file.write_numbers("x", {{}, {1}});
                 }),
                 "/x is a single number"));
  CHECK(contains(plain([&](h5::File& file) {
                   file.write_numbers("x", four);
                   file.write_numbers("y", {{3}, {1, 2, 3}});
                 }),
                 "/y has 3 records, but /x has 2"));
  CHECK(contains(plain([&](h5::File& file) {
                   file.write_numbers("x", four);
                   file.write_strings("ids", {"a"});
                 }),
                 "/ids has 1 records, but /x has 2"));
  CHECK(contains(plain([&](h5::File& file) {
                   file.write_numbers("x", four);
                   file.write_strings("feature_names", {"a", "b", "c"});
                 }),
                 "/feature_names has 3 names for 2 values"));
  CHECK(contains(plain([&](h5::File& file) { file.write_strings("x", {"a"}); }), "/x: numbers expected"));
}

TEST_CASE("an encrypted data set without its attributes, or with others, is refused") {
  const ScratchFolder folder;
  const Array payload{{5, 3, 2, 2}, std::vector<double>(60, 1.0)};
  const auto sentence = [&](std::vector<long long> logical, long long granularity) {
    return dataset_sentence(craft(folder, "more", [&](h5::File& file) {
      file.write_numbers("x", payload);
      h5::Dataset x = file.dataset("x");
      x.set_attribute("logical_shape", logical);
      x.set_attribute("record_granularity", granularity);
      x.set_attribute("layout", "more-2x2");
    }));
  };
  CHECK(sentence({5, 3}, 1).empty());
  CHECK(sentence({10, 3}, 2).empty());
  CHECK(contains(sentence({6, 3}, 1),
                 "/x has the extents 5x3x2x2, where 6x3 and the scheme's own were expected"));
  CHECK(contains(sentence({5, 4}, 1), "where 5x4"));
  CHECK(contains(sentence({5, 3, 2, 2}, 1), "where 5x3x2x2"));  // nothing left for the scheme
  CHECK(contains(sentence({5, -3}, 1), "'logical_shape' has the value -3"));
  CHECK(contains(sentence({5, 3}, 0), "'record_granularity' has the value 0"));
  CHECK(contains(sentence({}, 1), "'logical_shape' is empty"));
  CHECK(contains(
      dataset_sentence(craft(folder, "more", [&](h5::File& file) { file.write_numbers("x", payload); })),
      "attribute 'logical_shape' is missing"));
  CHECK(contains(dataset_sentence(craft(folder, "plain",
                                        [&](h5::File& file) {
                                          file.write_numbers("x", payload);
                                          file.dataset("x").set_attribute("layout", "more-2x2");
                                        })),
                 "/x is encrypted, but its file says that it is plain"));
  CHECK(contains(
      dataset_sentence(craft(folder, "more", [&](h5::File& file) { file.set_attribute("he_key_id", "7"); })),
      "'he_key_id' is '7', where 32 hexadecimal digits were expected"));
}
