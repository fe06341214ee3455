#include "he/io/hdf5/file.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

/// A text attribute in one of the ways that other programs write it.
void write_text_attribute(hid_t object, const char* name, std::size_t size, H5T_str_t padding, H5T_cset_t set,
                          hid_t space, const void* value) {
  const h5::Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type, size);
  H5Tset_strpad(type, padding);
  H5Tset_cset(type, set);
  const h5::Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  REQUIRE(H5Awrite(attribute, type, value) >= 0);
}

template <typename Number>
void write_dataset(hid_t file, const char* name, hid_t file_type, hid_t memory_type,
                   const std::vector<Number>& values) {
  const hsize_t extent = values.size();
  const h5::Handle space(H5Screate_simple(1, &extent, nullptr));
  const h5::Handle dataset(H5Dcreate2(file, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  REQUIRE(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
}

}  // namespace

TEST_CASE("attributes of every type come back as they were written") {
  const ScratchFolder folder;
  h5::File written = h5::File::create(folder.file("a.h5"), "a.h5");
  written.set_attribute("text", "Größe in µm");
  written.set_attribute("empty", "");
  written.set_attribute("long", std::string(100'000, 'j'));  // more than an object header holds
  written.set_attribute("texts", std::vector<std::string>{"age", "", "chol"});
  written.set_attribute("integer", -7LL);
  written.set_attribute("integers", std::vector<long long>{3, 1LL << 40});
  written.set_attribute("numbers", Array{{2, 2}, {1.5, -2, 3, 4e300}});
  written.set_attribute("bytes", h5::Bytes{0, 255});
  written.set_attribute("text", "replaced");
  written.close();

  const h5::File file = h5::File::open(folder.file("a.h5"), "a.h5");
  CHECK(file.attribute_string("text") == "replaced");
  CHECK(file.attribute_string("empty").empty());
  CHECK(file.attribute_string("long") == std::string(100'000, 'j'));
  CHECK(file.attribute_strings("texts") == std::vector<std::string>{"age", "", "chol"});
  CHECK(file.attribute_integer("integer") == -7);
  CHECK(file.attribute_integers("integers") == std::vector<long long>{3, 1LL << 40});
  CHECK(file.attribute_numbers("numbers") == Array{{2, 2}, {1.5, -2, 3, 4e300}});
  CHECK(file.attribute_bytes("bytes") == h5::Bytes{0, 255});
  CHECK(file.attribute_names().size() == 8);
  CHECK_FALSE(file.has_attribute("other"));
  CHECK(sentence_of<DataError>([&] { file.attribute_string("other"); }) ==
        "a.h5: attribute 'other' is missing");
  CHECK(sentence_of<DataError>([&] { file.attribute_string("integer"); }) ==
        "a.h5: attribute 'integer' is not text");
  CHECK(contains(sentence_of<DataError>([&] { file.attribute_string("texts"); }), "is a list"));
  CHECK(contains(sentence_of<DataError>([&] { file.attribute_integer("numbers"); }), "is not integers"));
}

TEST_CASE("text is read in every way that other programs store it") {
  const ScratchFolder folder;
  const h5::File file = h5::File::create(folder.file("t.h5"), "t.h5");
  const hsize_t one = 1, two = 2;
  const h5::Handle scalar(H5Screate(H5S_SCALAR)), single(H5Screate_simple(1, &one, nullptr)),
      pair(H5Screate_simple(1, &two, nullptr)), null(H5Screate(H5S_NULL));
  const char* variable[] = {"variable", "länger"};
  write_text_attribute(file.id(), "terminated", 6, H5T_STR_NULLTERM, H5T_CSET_ASCII, scalar, "abc\0xx");
  write_text_attribute(file.id(), "zeros", 6, H5T_STR_NULLPAD, H5T_CSET_UTF8, scalar, "abc\0\0\0");
  write_text_attribute(file.id(), "spaces", 6, H5T_STR_SPACEPAD, H5T_CSET_ASCII, single, "abc   ");
  write_text_attribute(file.id(), "variable", H5T_VARIABLE, H5T_STR_NULLTERM, H5T_CSET_ASCII, scalar,
                       variable);
  write_text_attribute(file.id(), "list", H5T_VARIABLE, H5T_STR_NULLTERM, H5T_CSET_UTF8, pair, variable);
  const h5::Handle type(H5Tcopy(H5T_C_S1));
  const h5::Handle nothing(H5Acreate2(file.id(), "null", type, null, H5P_DEFAULT, H5P_DEFAULT));

  CHECK(file.attribute_string("terminated") == "abc");
  CHECK(file.attribute_string("zeros") == "abc");
  CHECK(file.attribute_string("spaces") == "abc");
  CHECK(file.attribute_string("variable") == "variable");
  CHECK(file.attribute_strings("list") == std::vector<std::string>{"variable", "länger"});
  CHECK(file.attribute_string("null").empty());
}

TEST_CASE("data sets of every type come back as they were written") {
  const ScratchFolder folder;
  h5::File written = h5::File::create(folder.file("d.h5"), "d.h5");
  const Array cube{{2, 3, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
  written.write_numbers("layers/dense/kernel:0", cube);
  written.write_numbers("one", {{}, {42}});
  written.write_numbers("none", {{0, 3}, {}});
  written.write_strings("names", {"age", "µ", ""});
  written.write_bytes("bytes", {2, 2}, {1, 2, 3, 255});
  written.close();

  const h5::File file = h5::File::open(folder.file("d.h5"), "d.h5");
  CHECK(file.group("layers/dense").dataset("kernel:0").read_numbers() == cube);
  CHECK(file.dataset("one").read_numbers() == Array{{}, {42}});
  CHECK(file.dataset("none").read_numbers() == Array{{0, 3}, {}});
  CHECK(file.dataset("names").read_strings() == std::vector<std::string>{"age", "µ", ""});
  CHECK(file.dataset("bytes").read_bytes() == h5::Bytes{1, 2, 3, 255});
  CHECK(file.dataset("bytes").read_numbers().values == std::vector<double>{1, 2, 3, 255});
  CHECK(file.children() == std::vector<std::string>{"bytes", "layers", "names", "none", "one"});
  CHECK(file.has_group("layers/dense"));
  CHECK_FALSE(file.has_dataset("layers/dense"));
  CHECK_FALSE(file.has_dataset("layers/other/kernel:0"));
  CHECK(sentence_of<DataError>([&] { file.dataset("x"); }) == "d.h5: the data set /x is missing");
  CHECK(sentence_of<DataError>([&] { file.group("layers").group("x"); }) ==
        "d.h5: the group /layers/x is missing");
  CHECK(contains(sentence_of<DataError>([&] { file.dataset("names").read_numbers(); }),
                 "d.h5: /names: numbers"));
  CHECK(contains(sentence_of<DataError>([&] { file.dataset("one").read_strings(); }), "d.h5: /one: text"));

  std::vector<double> row(6);
  file.dataset("layers/dense/kernel:0").read_rows(1, 1, row.data());
  CHECK(row == std::vector<double>{7, 8, 9, 10, 11, 12});
  CHECK(file.dataset("names").read_string_rows(1, 1) == std::vector<std::string>{"µ"});
  CHECK_THROWS_AS(file.dataset("layers/dense/kernel:0").read_rows(1, 2, row.data()), DataError);
}

TEST_CASE("numbers of other types are converted") {
  const ScratchFolder folder;
  const h5::File file = h5::File::create(folder.file("n.h5"), "n.h5");
  write_dataset<float>(file.id(), "float", H5T_IEEE_F32BE, H5T_NATIVE_FLOAT, {0.5f, -3});
  write_dataset<short>(file.id(), "short", H5T_STD_I16BE, H5T_NATIVE_SHORT, {-300, 300});
  write_dataset<unsigned char>(file.id(), "byte", H5T_STD_U8LE, H5T_NATIVE_UCHAR, {0, 200});
  CHECK(file.dataset("float").read_numbers() == Array{{2}, {0.5, -3}});
  CHECK(file.dataset("short").read_numbers() == Array{{2}, {-300, 300}});
  CHECK(file.dataset("byte").read_numbers() == Array{{2}, {0, 200}});
}

TEST_CASE("a data set that promises more than the file holds is refused before memory is taken") {
  const ScratchFolder folder;
  const h5::File file = h5::File::create(folder.file("huge.h5"), "huge.h5");
  const auto declare = [&](const char* name, std::vector<hsize_t> extents, hsize_t chunk, unsigned deflate) {
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    const std::vector<hsize_t> chunks(extents.size(), chunk);
    if (chunk) H5Pset_chunk(creation, static_cast<int>(extents.size()), chunks.data());
    if (deflate) H5Pset_deflate(creation, deflate);
    const h5::Handle space(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr));
    const h5::Handle dataset(
        H5Dcreate2(file.id(), name, H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    REQUIRE(dataset >= 0);
  };
  declare("contiguous", {hsize_t{1} << 40}, 0, 0);
  declare("chunked", {hsize_t{1} << 40}, 1000, 0);
  declare("deflated", {hsize_t{1} << 40}, 1000, 6);
  declare("overflow", {hsize_t{1} << 32, hsize_t{1} << 32}, 1000, 0);
  for (const char* name : {"contiguous", "chunked", "deflated"})
    CHECK(contains(sentence_of<DataError>([&] { file.dataset(name).read_numbers(); }),
                   std::string("huge.h5: /") + name + ": the shape 1099511627776 promises"));
  CHECK(contains(sentence_of<DataError>([&] { file.dataset("overflow").read_numbers(); }),
                 "more elements than"));
}

TEST_CASE("chunks hold whole rows, about 1 MB, and share the rows evenly") {
  CHECK(h5::rows_per_chunk(1000, 8) == 1000);       // all in one
  CHECK(h5::rows_per_chunk(131'073, 8) == 65'537);  // one row more than 1 MB: two halves
  CHECK(h5::rows_per_chunk(10, std::size_t{1} << 21) == 1);
  CHECK(h5::rows_per_chunk(0, 8) == 1);
}

TEST_CASE("equal content gives equal bytes") {
  const ScratchFolder folder;
  for (const char* name : {"a.h5", "b.h5"}) {
    h5::File file = h5::File::create(folder.file(name), name);
    file.set_attribute("he_kind", "dataset");
    file.create_group("g").set_attribute("names", std::vector<std::string>{"a", "b"});
    file.write_numbers("g/x", {{3}, {1, 2, 3}});
    file.close();
  }
  CHECK(read_bytes(folder.file("a.h5")) == read_bytes(folder.file("b.h5")));
}

TEST_CASE("a file in memory is written and read as one on disk") {
  const MemoryFile memory;
  h5::DescriptorState state{.descriptor = memory.descriptor()};
  h5::File written = h5::File::create(state, "memory");
  written.write_numbers("x", {{2}, {1, 2}});
  written.close();
  CHECK(state.error == 0);
  CHECK(h5::File::open(memory, "memory").dataset("x").read_numbers() == Array{{2}, {1, 2}});
}
