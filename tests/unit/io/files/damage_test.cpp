#include <doctest/doctest.h>

#include <random>

#include "he/error.h"
#include "he/io/files/verify_file.h"
#include "io/sample_dataset.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

bool same(const DatasetInfo& a, const DatasetInfo& b) {
  return a.kind == b.kind && a.records == b.records && a.scheme.name == b.scheme.name &&
         a.scheme.key_id == b.scheme.key_id && a.scheme.public_values == b.scheme.public_values &&
         a.x.shape == b.x.shape && a.x.layout == b.x.layout && a.y.has_value() == b.y.has_value() &&
         a.feature_names == b.feature_names && a.target_names == b.target_names &&
         a.class_names == b.class_names && a.ids == b.ids && a.provenance == b.provenance;
}

/// How often damage was noticed, did no harm, and changed what is read without a word.
struct Count {
  std::size_t noticed = 0, harmless = 0, silent = 0;
};

void judge(const std::string& path, const Sample& original, Count& count) {
  try {
    const Sample read = read_sample(path, 100);
    ++(read.records == original.records && same(read.info, original.info) ? count.harmless : count.silent);
  } catch (const Error&) {
    ++count.noticed;
  }
}

}  // namespace

TEST_CASE("a flipped bit anywhere in a file is noticed or does no harm") {
  const ScratchFolder folder;
  std::mt19937_64 random(20240607);
  for (const Sample& sample : {plain_sample(200), encrypted_sample(60)}) {
    write_sample(folder.file("sound.h5"), sample, 100);
    const std::string sound = read_bytes(folder.file("sound.h5"));
    Count count;
    for (int trial = 0; trial < 200; ++trial) {
      std::string damaged = sound;
      damaged[random() % damaged.size()] ^= static_cast<char>(1u << random() % 8);
      write_bytes(folder.file("damaged.h5"), damaged);
      judge(folder.file("damaged.h5"), sample, count);
    }
    CHECK(count.silent == 0);
    CHECK(count.noticed > count.harmless);  // most of the file are records and their checksums
  }
}

TEST_CASE("a file that ends early is refused") {
  const ScratchFolder folder;
  const Sample sample = encrypted_sample(60);
  write_sample(folder.file("sound.h5"), sample, 100);
  const std::string sound = read_bytes(folder.file("sound.h5"));
  Count count;
  for (std::size_t part = 0; part < 40; ++part) {
    write_bytes(folder.file("damaged.h5"), sound.substr(0, sound.size() * part / 40));
    judge(folder.file("damaged.h5"), sample, count);
  }
  CHECK(count.noticed == 40);
}

TEST_CASE("verifying reads everything and names the damaged data set") {
  const ScratchFolder folder;
  const Sample sample = plain_sample(500);
  write_sample(folder.file("a.h5"), sample, 500);
  CHECK_NOTHROW(verify_file(folder.file("a.h5")));
  std::string bytes = read_bytes(folder.file("a.h5"));
  const double wanted = sample.records.y[700];  // -700/3: a number that stands in /y alone
  const std::size_t place = bytes.find(std::string(reinterpret_cast<const char*>(&wanted), sizeof wanted));
  REQUIRE(place != std::string::npos);
  bytes[place] ^= 1;
  write_bytes(folder.file("a.h5"), bytes);
  const std::string sentence = sentence_of<DataError>([&] { verify_file(folder.file("a.h5")); });
  CHECK(contains(sentence, "a.h5: /y: "));
  CHECK(contains(sentence, "its checksum does not match, the file is damaged"));
}
