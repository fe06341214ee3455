#include "he/secret/sealing.h"

#include <doctest/doctest.h>

#include <set>

#include "he/error.h"

using namespace he;
using namespace he::secret;

namespace {

const SecretBytes kKey(32, 5);
const std::vector<std::string> kIds = {"patient-0001", "", "Ärztin 7", "patient-0001"};

std::vector<unsigned char> sealed(std::size_t bytes) {
  const RandomSource source(1);
  RandomStream stream(source, 0);
  return seal_ids(kKey, kIds, bytes, "0123", stream);
}

}  // namespace

TEST_CASE("sealed identifiers open with their key; equal ones look different, and all have one length") {
  const std::size_t bytes = sealed_id_bytes(12);
  const auto data = sealed(bytes);
  REQUIRE(data.size() == kIds.size() * bytes);
  CHECK(open_ids(kKey, data, bytes, "0123", "f.h5") == kIds);
  const std::string all(data.begin(), data.end());
  CHECK(all.find("patient") == std::string::npos);
  std::set<std::string> distinct;
  for (std::size_t i = 0; i < kIds.size(); ++i) distinct.insert(all.substr(i * bytes, bytes));
  CHECK(distinct.size() == kIds.size());
}

TEST_CASE("another key, another key id or an altered byte is refused by name") {
  const std::size_t bytes = sealed_id_bytes(12);
  auto data = sealed(bytes);
  CHECK_THROWS_AS(open_ids(SecretBytes(32, 6), data, bytes, "0123", "f.h5"), KeyError);
  CHECK_THROWS_AS(open_ids(kKey, data, bytes, "9999", "f.h5"), KeyError);
  data[70] ^= 1;
  CHECK_THROWS_WITH_AS(open_ids(kKey, data, bytes, "0123", "f.h5"),
                       "f.h5: a sealed identifier does not open: the file was damaged or altered", KeyError);
}

TEST_CASE("a repeated seed does not repeat a nonce for another message") {
  const RandomSource source(1);
  const std::vector<unsigned char> one(20, 1), two(20, 2);
  RandomStream a(source, 0), b(source, 0);
  const auto x = seal(kKey, one, "id", a), y = seal(kKey, two, "id", b);
  CHECK(std::vector<unsigned char>(x.begin(), x.begin() + 24) !=
        std::vector<unsigned char>(y.begin(), y.begin() + 24));
}

TEST_CASE("an identifier longer than the first pass found is refused") {
  CHECK_THROWS_AS(sealed(sealed_id_bytes(3)), DataError);
}
