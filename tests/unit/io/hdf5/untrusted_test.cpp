#include "he/io/hdf5/untrusted.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "he/error.h"
#include "he/io/bytes/child_process.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

/// A file that only HDF5 itself could have written so: `fill` gets its identifier.
template <typename Fill>
std::string craft_hdf5(const ScratchFolder& folder, const std::string& name, Fill fill) {
  const h5::Handle file(H5Fcreate(folder.file(name).c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  REQUIRE(file >= 0);
  fill(file);
  return folder.file(name);
}

/// /x: eight doubles with these creation properties.
void write_x(hid_t file, hid_t creation) {
  const hsize_t extent = 8;
  const double values[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const h5::Handle space(H5Screate_simple(1, &extent, nullptr));
  const h5::Handle dataset(H5Dcreate2(file, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
  REQUIRE(dataset >= 0);
  H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
}

/// /x of eight doubles, virtual over `source`, of which `covered` are mapped.
std::string craft_virtual(const ScratchFolder& folder, const std::string& source, hsize_t covered = 8) {
  return craft_hdf5(folder, "virtual.h5", [&](hid_t file) {
    const hsize_t extent = 8, start = 0;
    const h5::Handle space(H5Screate_simple(1, &extent, nullptr)),
        part(H5Screate_simple(1, &covered, nullptr)), creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, nullptr, &covered, nullptr);
    REQUIRE(H5Pset_virtual(creation, space, source.c_str(), "x", part) >= 0);
    write_x(file, creation);
  });
}

std::string open_sentence(const std::string& path, bool allow_virtual = false) {
  return sentence_of<DataError>([&] { open_untrusted(path, allow_virtual); });
}

std::size_t keep(std::size_t, const unsigned*, std::size_t bytes) { return bytes; }

std::string data_folder() {
  const char* folder = std::getenv("HE_DATA_DIR");
  return folder && std::filesystem::exists(std::string(folder) + "/hdf5-bad") ? folder : "";
}

}  // namespace

TEST_CASE("a sound file is opened, with the filters that HDF5 brings") {
  const ScratchFolder folder;
  const std::string path = craft_hdf5(folder, "sound.h5", [](hid_t file) {
    const hsize_t chunk = 4;
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_chunk(creation, 1, &chunk);
    H5Pset_shuffle(creation);
    H5Pset_deflate(creation, 6);
    H5Pset_fletcher32(creation);
    write_x(file, creation);
    H5Lcreate_soft("/nowhere", file, "dangling", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/", file, "loop", H5P_DEFAULT, H5P_DEFAULT);
  });
  const h5::File file = open_untrusted(path);
  CHECK(file.dataset("x").read_numbers().values == std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK_FALSE(file.has_dataset("dangling"));
}

TEST_CASE("a file that is not HDF5 is named for what it is") {
  const ScratchFolder folder;
  const auto sentence = [&](const std::string& bytes) {
    write_bytes(folder.file("f.h5"), bytes);
    return open_sentence(folder.file("f.h5"));
  };
  CHECK(contains(sentence("a,b\n1,2\n"), "f.h5 is not an HDF5 file"));
  CHECK(contains(sentence(""), "f.h5 is empty"));
  CHECK(contains(sentence("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "git lfs pull"));
  CHECK(contains(sentence("PK\003\004 and so on"), "model.save('name.h5')"));
  CHECK(contains(sentence("\211HDF\r\n\032\n and nothing else"), "f.h5: damaged HDF5 file"));
  CHECK(contains(sentence_of<IoError>([&] { open_untrusted(folder.file("missing.h5")); }), "No such file"));
  CHECK(contains(sentence_of<IoError>([&] { open_untrusted(folder.file("")); }), "is a folder"));
}

TEST_CASE("a file after a user block, as MATLAB writes it, is opened") {
  const ScratchFolder folder;
  const h5::Handle creation(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_userblock(creation, 1024);
  {
    const h5::Handle file(H5Fcreate(folder.file("m.mat").c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT));
    write_x(file, H5P_DEFAULT);
  }
  CHECK(open_untrusted(folder.file("m.mat")).has_dataset("x"));
}

TEST_CASE("a pipe is read whole, and refused like a file") {
  const ScratchFolder folder;
  const std::string path = craft_hdf5(folder, "x.h5", [](hid_t file) { write_x(file, H5P_DEFAULT); });
  const std::string pipe = folder.file("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  for (const bool whole : {true, false}) {
    const std::string bytes = read_bytes(path);
    std::thread writer([&] { write_bytes(pipe, whole ? bytes : bytes.substr(0, bytes.size() / 2)); });
    if (whole)
      CHECK(open_untrusted(pipe).dataset("x").read_numbers().values.size() == 8);
    else
      CHECK(contains(open_sentence(pipe), "pipe: damaged HDF5 file"));
    writer.join();
  }
}

TEST_CASE("links into other files are refused") {
  const ScratchFolder folder;
  craft_hdf5(folder, "other.h5", [](hid_t file) { write_x(file, H5P_DEFAULT); });
  const std::string path = craft_hdf5(folder, "link.h5", [](hid_t file) {
    H5Lcreate_external("other.h5", "/x", file, "x", H5P_DEFAULT, H5P_DEFAULT);
  });
  CHECK(contains(open_sentence(path), "link.h5: /x is a link to another file"));
}

TEST_CASE("external storage, which may be any file of the machine, is refused") {
  const ScratchFolder folder;
  const std::string path = craft_hdf5(folder, "external.h5", [](hid_t file) {
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_external(creation, "/etc/passwd", 0, 64);
    const hsize_t extent = 8;
    const h5::Handle space(H5Screate_simple(1, &extent, nullptr));
    const h5::Handle x(H5Dcreate2(file, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    REQUIRE(x >= 0);
  });
  CHECK(contains(open_sentence(path), "external.h5: /x is stored in another file"));
}

TEST_CASE("filters other than HDF5's own are refused by name") {
  const ScratchFolder folder;
  const H5Z_class2_t filter = {H5Z_CLASS_T_VERS,
                               32000,
                               1,
                               1,
                               "lzf",
                               nullptr,
                               nullptr,
                               [](unsigned, std::size_t n, const unsigned* values, std::size_t bytes,
                                  std::size_t*, void**) { return keep(n, values, bytes); }};
  REQUIRE(H5Zregister(&filter) >= 0);
  const std::string path = craft_hdf5(folder, "lzf.h5", [](hid_t file) {
    const hsize_t chunk = 4;
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_chunk(creation, 1, &chunk);
    H5Pset_filter(creation, 32000, H5Z_FLAG_MANDATORY, 0, nullptr);
    write_x(file, creation);
  });
  H5Zunregister(32000);
  CHECK(contains(sentence_of<UnsupportedError>([&] { open_untrusted(path); }),
                 "/x is stored with the filter 'lzf' (number 32000)"));
}

TEST_CASE("virtual data sets are refused unless allowed, and then read files of the same folder alone") {
  const ScratchFolder folder;
  craft_hdf5(folder, "part.h5", [](hid_t file) { write_x(file, H5P_DEFAULT); });
  const std::string path = craft_virtual(folder, "part.h5");
  CHECK(contains(open_sentence(path),
                 "/x is a virtual data set, which reads other files: allow it with --allow-virtual"));
  CHECK(open_untrusted(path, true).dataset("x").read_numbers().values ==
        std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8});

  for (const char* source : {"/etc/passwd", "../part.h5", "sub/part.h5", "..", "a%%b"})
    CHECK(contains(open_sentence(craft_virtual(folder, source), true), "only bare file names"));
  CHECK(contains(open_sentence(craft_virtual(folder, "missing.h5"), true), "missing.h5, which is missing"));
  std::filesystem::create_symlink("part.h5", folder.file("linked.h5"));
  CHECK(contains(open_sentence(craft_virtual(folder, "linked.h5"), true), "is missing or not a file"));
  CHECK(contains(open_sentence(craft_virtual(folder, "part.h5", 6), true),
                 "8 values, of which its sources give 6"));
}

TEST_CASE("virtual data sets over virtual data sets are refused") {
  const ScratchFolder folder;
  craft_hdf5(folder, "part.h5", [](hid_t file) { write_x(file, H5P_DEFAULT); });
  std::filesystem::rename(craft_virtual(folder, "part.h5"), folder.file("inner.h5"));
  CHECK(
      contains(open_sentence(craft_virtual(folder, "inner.h5"), true), "inner.h5: /x is a virtual data set"));
}

TEST_CASE("a child's failure becomes an error of its kind, its death or its hanging a sentence") {
  const auto run = [](const std::function<void()>& work) { run_in_child(work, 1, "it broke"); };
  CHECK_NOTHROW(run([] {}));
  CHECK(sentence_of<UnsupportedError>([&] { run([] { throw UnsupportedError("too new"); }); }) == "too new");
  CHECK(sentence_of<IoError>([&] { run([] { throw IoError("gone"); }); }) == "gone");
  CHECK(sentence_of<DataError>([&] { run([] { throw DataError("bad"); }); }) == "bad");
  CHECK(sentence_of<DataError>([&] { run([] { std::raise(SIGSEGV); }); }) == "it broke");
  CHECK(sentence_of<DataError>([&] { run([] { std::raise(SIGKILL); }); }) == "it broke");
  CHECK(sentence_of<DataError>([&] { run([] { _exit(0); }); }) == "it broke");
  CHECK(sentence_of<DataError>([&] { run([] { throw 1; }); }) == "it broke");
  CHECK(sentence_of<DataError>([&] {
          run([] {
            for (volatile bool forever = true; forever;) continue;
          });
        }) == "it broke");
}

TEST_CASE("hostile files of public collections crash nothing") {
  if (data_folder().empty()) {
    MESSAGE("skipped: there is no folder hdf5-bad in HE_DATA_DIR");
    return;
  }
  // What the libraries say of them: h5dump 1.10.8 reads 11202 (a scalar data set) and the Keras model without
  // complaint.
  const std::vector<std::string> refused = {"cve-2016-4331",      "cve-2017-17505", "cve-2018-11203",
                                            "cve-2018-11206-new", "cve-2018-13866", "gh_2649_flawed"};
  for (const std::string& name : refused) {
    const std::string path = data_folder() + "/hdf5-bad/" + name + ".h5";
    CHECK(contains(open_sentence(path), path));
  }
  CHECK(open_untrusted(data_folder() + "/hdf5-bad/gh_2649_plain_model.h5").has_attribute("model_config"));
}
