#include "he/secret/key_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "he/error.h"
#include "he/io/files/dataset_file.h"
#include "he/secret/key_factory.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::secret;

namespace {

Passphrases passphrase(const std::string& text) { return {{text.begin(), text.end()}}; }
Passphrases unexpected() { throw std::logic_error("no passphrase is needed"); }

}  // namespace

TEST_CASE("keys survive their file; the file belongs to its owner alone") {
  const io::test::ScratchFolder folder;
  const RandomSource random(1);
  std::vector<KeyOptions> kinds = {{"more", {}}, {"hybrid", {}}};
  for (std::size_t degree = 2; degree <= 8; ++degree)
    kinds.push_back({"hybrid", {{"degree", std::to_string(degree)}}});
  for (const KeyOptions& options : kinds) {
    const std::string path = folder.file(options.scheme + option_or(options.options, "degree", ""));
    const auto key = generate_key(options, random);
    write_key(path, *key, "", random, io::Overwrite::refuse);
    struct stat status;
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    const auto again = read_key(path, unexpected);
    CHECK(again->scheme().name == options.scheme);
    CHECK(again->scheme().key_id == key->scheme().key_id);
    CHECK(again->sealing_key() == key->sealing_key());
    REQUIRE(again->secret_values().size() == key->secret_values().size());
    for (std::size_t i = 0; i < key->secret_values().size(); ++i)
      CHECK(again->secret_values()[i].values == key->secret_values()[i].values);
  }
}

TEST_CASE("schemes and degrees that do not exist are refused") {
  const RandomSource random(1);
  CHECK(generate_key({"hybrid", {}}, random)->decrypts({1, {3, 2, 2}, "hybrid-3x2x2"}));
  CHECK_THROWS_AS(generate_key({"bfv", {}}, random), UsageError);
  CHECK_THROWS_AS(generate_key({"more", {{"degree", "2"}}}, random), UsageError);
  for (const std::size_t degree : {0u, 1u, 9u})
    CHECK_THROWS_AS(generate_key({"hybrid", {{"degree", std::to_string(degree)}}}, random), UsageError);
  SchemeInfo unknown;
  unknown.name = "bfv";
  CHECK_THROWS_AS(restore_key(unknown, {}, {}), UnsupportedError);
}

TEST_CASE("a key is never overwritten unless asked") {
  const io::test::ScratchFolder folder;
  const std::string path = folder.file("a.key");
  const RandomSource random(1), other(2);
  const auto first = generate_key({}, random), second = generate_key({}, other);
  write_key(path, *first, "", random, io::Overwrite::refuse);
  CHECK_THROWS_AS(write_key(path, *second, "", other, io::Overwrite::refuse), IoError);
  CHECK(read_key(path, unexpected)->scheme().key_id == first->scheme().key_id);
  write_key(path, *second, "", other, io::Overwrite::replace);
  CHECK(read_key(path, unexpected)->scheme().key_id == second->scheme().key_id);
}

TEST_CASE("a sealed key opens with its passphrase only, and its secrets are not in the file") {
  const io::test::ScratchFolder folder;
  const std::string path = folder.file("a.key");
  const RandomSource random(1);
  const auto key = generate_key({"hybrid", {{"degree", "2"}}}, random);
  write_key(path, *key, "correct horse", random, io::Overwrite::refuse);
  CHECK(read_key(path, [] { return passphrase("correct horse"); })->sealing_key() == key->sealing_key());
  CHECK_THROWS_WITH_AS(read_key(path, [] { return passphrase("battery"); }),
                       (path + ": the passphrase does not open this key").c_str(), KeyError);
  const auto second = [] { return Passphrases{passphrase("normal")[0], passphrase("correct horse")[0]}; };
  CHECK(read_key(path, second)->sealing_key() == key->sealing_key());
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  CHECK(bytes.find(std::string(key->sealing_key().begin(), key->sealing_key().end())) == std::string::npos);
}

TEST_CASE("an evaluation key is no secret key, and a secret key is no data set") {
  const io::test::ScratchFolder folder;
  const RandomSource random(1);
  const auto key = generate_key({}, random);
  write_key(folder.file("a.key"), *key, "", random, io::Overwrite::refuse, folder.file("e.h5"));
  CHECK_THROWS_AS(read_key(folder.file("e.h5"), unexpected), DataError);
  CHECK_THROWS_AS(io::open_dataset_file(folder.file("a.key")), DataError);
}

TEST_CASE("a truncated or altered key file is refused") {
  const io::test::ScratchFolder folder;
  const RandomSource random(1);
  write_key(folder.file("a.key"), *generate_key({}, random), "", random, io::Overwrite::refuse);
  const auto size = std::filesystem::file_size(folder.file("a.key"));
  for (std::uintmax_t keep : {size / 2, size - 1, std::uintmax_t{8}, std::uintmax_t{0}}) {
    std::filesystem::copy_file(folder.file("a.key"), folder.file("b.key"),
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(folder.file("b.key"), keep);
    CHECK_THROWS_AS(read_key(folder.file("b.key"), unexpected), Error);
  }
}

TEST_CASE("keys of the wrong data are told apart") {
  const RandomSource random(1), other(2);
  const auto key = generate_key({}, random), stranger = generate_key({}, other);
  CHECK_NOTHROW(require_key(*key, key->scheme(), "data.h5"));
  CHECK_THROWS_AS(require_key(*key, stranger->scheme(), "data.h5"), KeyError);
  CHECK_THROWS_AS(require_key(*key, SchemeInfo{}, "data.h5"), DataError);
}
