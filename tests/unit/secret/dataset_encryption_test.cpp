#include "he/secret/dataset_encryption.h"

#include "he/secret/dataset_decryption.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "he/error.h"
#include "he/parallel.h"
#include "he/secret/more/key.h"
#include "he/tensor/training_evaluator.h"
#include "support/encryption.h"
#include "support/threads.h"

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
  DatasetEncryption encryption(key, source, source, {{"mask", to_string(mask)}}, random);
  if (info) *info = encryption.info();
  return all(encryption);
}

/// The 2d channels of ciphertexts [records, features]: a + b and a − b at every root of the polynomial.
std::vector<std::vector<double>> channels_of(const MoreKey& key, const std::vector<double>& payload) {
  const auto evaluator = schemes::make_evaluator(key.scheme());
  const std::size_t count = payload.size() / element_count(key.layout().element);
  const std::vector<double> planes =
      dynamic_cast<const TrainingEvaluator&>(*evaluator).snapshot(evaluator->load(payload, count, {1}));
  std::vector<std::vector<double>> channels(planes.size() / count, std::vector<double>(count));
  for (std::size_t p = 0; p < channels.size(); p += 2)
    for (std::size_t i = 0; i < count; ++i) {
      const double a = planes[p * count + i], b = planes[(p + 1) * count + i];
      channels[p][i] = a + b;
      channels[p + 1][i] = a - b;
    }
  return channels;
}

/// Which record of the source has these three features and this target.
std::size_t record_of(const Numbers& source, const double* x, double y) {
  std::size_t r = 0;
  const auto same = [](double a, double b) { return std::fabs(a - b) < 1e-10; };
  while (r < source.y_.size() && !(same(source.x_[3 * r], x[0]) && same(source.x_[3 * r + 1], x[1]) &&
                                   same(source.x_[3 * r + 2], x[2]) && same(source.y_[r], y)))
    ++r;
  return r;
}

/// Whether going from the record in one channel to that in another comes to all records in turn.
bool is_one_cycle(const std::vector<std::size_t>& from, const std::vector<std::size_t>& to) {
  std::vector<std::size_t> next(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) next[from[i]] = to[i];
  std::size_t length = 1;
  for (std::size_t i = next[0]; i != 0; i = next[i]) ++length;
  return length == from.size();
}

}  // namespace

TEST_CASE("numbers and identifiers of a data set come back, for every kind of mask and degree") {
  for (const std::size_t degree : test::kDegrees) {
    const auto key = MoreKey::generate(RandomSource(1), degree);
    for (MaskKind mask : {MaskKind::uniform, MaskKind::normal, MaskKind::decoy}) {
      Numbers source(1000);
      io::DatasetInfo info;
      const io::Records records = encrypted(*key, source, mask, &info);
      CHECK(info.scheme.key_id == key->scheme().key_id);
      CHECK(info.scheme.seeded);
      CHECK(info.feature_names == source.info_.feature_names);
      DatasetDecryption decryption(*key, info, "data.h5");
      const io::Records plain = decryption.decrypt(records);
      const double tolerance = test::Encryption(1, degree).tolerance(1e-14);
      CHECK(test::largest_difference(source.x_, plain.x) < tolerance);
      CHECK(test::largest_difference(source.y_, plain.y) < tolerance);
      CHECK(plain.ids.front() == "P0");
      CHECK(plain.ids.back() == "P999");
      CHECK(decryption.info().scheme.plain());
    }
  }
}

TEST_CASE("seeded encryption does not depend on the number of threads") {
  const auto key = MoreKey::generate(RandomSource(1), 3);
  Numbers source(2000);
  const auto seeded = [&] { return encrypted(*key, source, MaskKind::uniform); };
  const io::Records one = test::on_threads(1, seeded), three = test::on_threads(3, seeded);
  CHECK(one.x == three.x);
  CHECK(one.y == three.y);
  CHECK(one.sealed_ids == three.sealed_ids);
}

TEST_CASE(
    "decoys are whole other records: every channel holds the same records once each, and no record twice") {
  constexpr std::size_t n = 300;
  for (const std::size_t degree : {1u, 2u, 3u, 8u}) {
    CAPTURE(degree);
    const auto key = MoreKey::generate(RandomSource(1), degree);
    Numbers source(n);
    const io::Records records = encrypted(*key, source, MaskKind::decoy);
    const auto x = channels_of(*key, records.x), y = channels_of(*key, records.y);
    std::vector<std::size_t> in_place(2 * degree);
    for (std::size_t r = 0; r < n; ++r) {
      std::set<std::size_t> seen;
      for (std::size_t c = 0; c < 2 * degree; ++c) {
        const std::size_t record = record_of(source, &x[c][3 * r], y[c][r]);
        REQUIRE(record < n);
        seen.insert(record);
        in_place[c] += record == r;
      }
      CHECK(seen.size() == 2 * degree);
    }
    // The message is one of the channels, and in no other does any record stand in its own place.
    CHECK(std::count(in_place.begin(), in_place.end(), n) == 1);
    CHECK(std::count(in_place.begin(), in_place.end(), 0) == static_cast<std::ptrdiff_t>(2 * degree - 1));
    for (std::size_t c = 0; c < 2 * degree; ++c) {
      std::set<std::size_t> all;
      for (std::size_t r = 0; r < n; ++r) all.insert(record_of(source, &x[c][3 * r], y[c][r]));
      CHECK(all.size() == n);
    }
  }
}

TEST_CASE("decoys relate to the message as they relate to one another") {
  // From one channel to another, records go round the circle in steps of some k of 1 … 11, all alike: one
  // cycle of all 12 where k is 1, 5, 7 or 11. Were the message special, its pairs would stand out.
  constexpr std::size_t n = 12, degree = 2, runs = 300;
  const auto key = MoreKey::generate(RandomSource(1), degree);
  double with_message = 0, without = 0;
  const ThreadLimit one(1);  // twelve records a time
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    Numbers source(n);
    const RandomSource random(1000 + seed);
    DatasetEncryption encryption(*key, source, source, {{"mask", to_string(MaskKind::decoy)}}, random);
    const io::Records records = all(encryption);
    const auto x = channels_of(*key, records.x), y = channels_of(*key, records.y);
    std::vector<std::vector<std::size_t>> record(2 * degree, std::vector<std::size_t>(n));
    for (std::size_t c = 0; c < 2 * degree; ++c)
      for (std::size_t r = 0; r < n; ++r) record[c][r] = record_of(source, &x[c][3 * r], y[c][r]);
    for (std::size_t c = 0; c < 2 * degree; ++c)
      for (std::size_t d = 0; d < c; ++d) {
        const bool message = record[c][0] == 0 || record[d][0] == 0;
        (message ? with_message : without) += is_one_cycle(record[c], record[d]);
      }
  }
  // Three pairs of either kind a run: 4/11 of 900, with a deviation of some 20.
  CHECK(std::fabs(with_message / 900 - 4.0 / 11) < 0.1);
  CHECK(std::fabs(without / 900 - 4.0 / 11) < 0.1);
}

TEST_CASE("data that cannot be encrypted are refused with their place") {
  const auto key = MoreKey::generate(RandomSource(1));
  const RandomSource random;
  Numbers nan(10), single(1), empty(0);
  nan.x_[7] = std::nan("");
  CHECK_THROWS_WITH_AS(DatasetEncryption(*key, nan, nan, {{"mask", "uniform"}}, random),
                       "data.csv: record 3, column 'b': the number is not finite; mend it, or read it as "
                       "missing (--missing drop|mean)",
                       DataError);
  CHECK_THROWS_AS(DatasetEncryption(*key, single, single, {{"mask", "decoy"}}, random), UsageError);
  CHECK_THROWS_AS(DatasetEncryption(*key, empty, empty, {{"mask", "uniform"}}, random), DataError);
  const auto hybrid = MoreKey::generate(RandomSource(1), 2);
  Numbers three(3), four(4);
  CHECK_THROWS_WITH_AS(DatasetEncryption(*hybrid, three, three, {{"mask", "decoy"}}, random),
                       "decoy masks of this key need at least 4 records; data.csv holds 3", UsageError);
  CHECK_NOTHROW(DatasetEncryption(*hybrid, four, four, {{"mask", "decoy"}}, random));
  Numbers twice(10);
  twice.info_.scheme = key->scheme();
  CHECK_THROWS_AS(DatasetEncryption(*key, twice, twice, {{"mask", "uniform"}}, random), DataError);
}

TEST_CASE("a file whose targets are laid out differently is refused, not read beyond its end") {
  const auto key = MoreKey::generate(RandomSource(1));
  Numbers source(10);
  io::DatasetInfo info;
  io::Records records = encrypted(*key, source, MaskKind::uniform, &info);
  info.y->layout.element = {1};
  CHECK_THROWS_AS(DatasetDecryption(*key, info, "data.h5"), DataError);
}
