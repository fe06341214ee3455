#include "he/secret/dataset_encryption.h"

#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>

#include "he/error.h"
#include "he/secret/more.h"
#include "support/encryption.h"

using namespace he;
using namespace he::secret;

namespace {

/// Records with 3 features, 1 target and an identifier each.
io::DatasetInfo info_of(std::size_t records) {
  io::DatasetInfo info;
  info.records = records;
  info.x.shape = {3};
  info.y = io::Field{{1}, {}};
  info.feature_names = {"a", "b", "c"};
  info.target_names = {"t"};
  info.ids = io::IdKind::plain;
  return info;
}

/// A source over numbers in memory.
class Numbers final : public io::RecordSource {
 public:
  explicit Numbers(std::size_t records)
      : info_(info_of(records)),
        x_(test::normal_numbers(3 * records, 1)),
        y_(test::normal_numbers(records, 2)) {}
  const io::DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return name_; }
  void seek(std::size_t first) override { position_ = first; }
  io::Records next(std::size_t limit) override {
    io::Records r;
    r.first = position_;
    r.count = std::min(limit, info_.records - position_);
    const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
    r.x.assign(x_.begin() + at(3 * r.first), x_.begin() + at(3 * (r.first + r.count)));
    r.y.assign(y_.begin() + at(r.first), y_.begin() + at(r.first + r.count));
    for (std::size_t i = 0; i < r.count; ++i) r.ids.push_back("P" + std::to_string(r.first + i));
    position_ += r.count;
    return r;
  }

  io::DatasetInfo info_;
  std::string name_ = "data.csv";
  std::vector<double> x_, y_;
  std::size_t position_ = 0;
};

io::Records all(DatasetEncryption& encryption) {
  io::Records result;
  for (io::Records r = encryption.next(); r.count > 0; r = encryption.next()) {
    result.count += r.count;
    result.x.insert(result.x.end(), r.x.begin(), r.x.end());
    result.y.insert(result.y.end(), r.y.begin(), r.y.end());
    result.sealed_ids.insert(result.sealed_ids.end(), r.sealed_ids.begin(), r.sealed_ids.end());
  }
  return result;
}

io::Records encrypted(const SecretKey& key, Numbers& source, MaskKind mask, io::DatasetInfo* info = nullptr) {
  const RandomSource random(4);
  DatasetEncryption encryption(key, source, source, mask, random);
  if (info) *info = encryption.info();
  return all(encryption);
}

}  // namespace

TEST_CASE("numbers and identifiers of a data set come back, for every kind of mask") {
  const auto key = MoreKey::generate(RandomSource(1));
  for (MaskKind mask : {MaskKind::uniform, MaskKind::normal, MaskKind::decoy}) {
    Numbers source(1000);
    io::DatasetInfo info;
    const io::Records records = encrypted(*key, source, mask, &info);
    CHECK(info.scheme.key_id == key->scheme().key_id);
    CHECK(info.scheme.seeded);
    CHECK(info.feature_names == source.info_.feature_names);
    const io::Records plain = decrypt(*key, info, records, "data.h5");
    CHECK(test::largest_difference(source.x_, plain.x) < 1e-14);
    CHECK(test::largest_difference(source.y_, plain.y) < 1e-14);
    CHECK(plain.ids.front() == "P0");
    CHECK(plain.ids.back() == "P999");
    CHECK(decrypted(info).scheme.plain());
  }
}

TEST_CASE("seeded encryption does not depend on the number of threads") {
  const auto key = MoreKey::generate(RandomSource(1));
  const int threads = omp_get_max_threads();
  Numbers source(2000);
  omp_set_num_threads(1);
  const io::Records one = encrypted(*key, source, MaskKind::uniform);
  omp_set_num_threads(3);
  const io::Records three = encrypted(*key, source, MaskKind::uniform);
  omp_set_num_threads(threads);
  CHECK(one.x == three.x);
  CHECK(one.y == three.y);
  CHECK(one.sealed_ids == three.sealed_ids);
}

TEST_CASE("decoys are whole other records: the mask channel holds the same records once each, none its own") {
  const auto key = MoreKey::generate(RandomSource(1));
  Numbers source(300);
  const io::Records records = encrypted(*key, source, MaskKind::decoy);
  std::vector<std::vector<double>> real, masks;
  for (std::size_t r = 0; r < 300; ++r) {
    std::vector<double> record(source.x_.begin() + static_cast<std::ptrdiff_t>(3 * r),
                               source.x_.begin() + static_cast<std::ptrdiff_t>(3 * r + 3)),
        mask;
    record.push_back(source.y_[r]);
    const auto mask_of = [&](const std::vector<double>& payload, std::size_t i, double value) {
      mask.push_back(payload[4 * i] + payload[4 * i + 3] - value);  // trace − message
    };
    for (std::size_t f = 0; f < 3; ++f) mask_of(records.x, 3 * r + f, record[f]);
    mask_of(records.y, r, record[3]);
    CHECK(test::largest_difference(record, mask) > 1e-3);
    real.push_back(record);
    masks.push_back(mask);
  }
  std::sort(real.begin(), real.end());
  std::sort(masks.begin(), masks.end());
  for (std::size_t r = 0; r < real.size(); ++r) CHECK(test::largest_difference(real[r], masks[r]) < 1e-13);
}

TEST_CASE("data that cannot be encrypted are refused with their place") {
  const auto key = MoreKey::generate(RandomSource(1));
  const RandomSource random;
  Numbers nan(10), single(1), empty(0);
  nan.x_[7] = std::nan("");
  CHECK_THROWS_WITH_AS(DatasetEncryption(*key, nan, nan, MaskKind::uniform, random),
                       "data.csv: record 3, column 'b': the number is not finite; mend it, or read it as "
                       "missing (--missing drop|mean)",
                       DataError);
  CHECK_THROWS_AS(DatasetEncryption(*key, single, single, MaskKind::decoy, random), UsageError);
  CHECK_THROWS_AS(DatasetEncryption(*key, empty, empty, MaskKind::uniform, random), DataError);
  Numbers twice(10);
  twice.info_.scheme = key->scheme();
  CHECK_THROWS_AS(DatasetEncryption(*key, twice, twice, MaskKind::uniform, random), DataError);
}

TEST_CASE("a file whose targets are laid out differently is refused, not read beyond its end") {
  const auto key = MoreKey::generate(RandomSource(1));
  Numbers source(10);
  io::DatasetInfo info;
  io::Records records = encrypted(*key, source, MaskKind::uniform, &info);
  info.y->layout.element = {1};
  CHECK_THROWS_AS(decrypt(*key, info, records, "data.h5"), DataError);
}
