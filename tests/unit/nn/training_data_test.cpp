// Which records a training sees, in which order: from seed and epoch alone.

#include "he/nn/training_data.h"

#include <doctest/doctest.h>

#include <numeric>

#include "he/error.h"
#include "stats/memory_source.h"
#include "support/encryption.h"

using namespace he;

namespace {

constexpr std::size_t kPlenty = 1u << 30;
/// Room for one chunk of 1024 records of two numbers.
constexpr std::size_t kLittle = 1024 * 2 * sizeof(double);

/// Records i = 0, 1, … with x = i and y = −i.
MemorySource counted(std::size_t records) {
  io::DatasetInfo info = MemorySource::one_column();
  info.y = io::Field{{1}, {}};
  io::Records all;
  all.count = records;
  for (std::size_t i = 0; i < records; ++i) {
    all.x.push_back(static_cast<double>(i));
    all.y.push_back(-static_cast<double>(i));
  }
  return MemorySource("counted", info, all);
}

/// What next() gives to the end of the epoch.
std::vector<io::Records> rest(nn::TrainingData& data) {
  std::vector<io::Records> batches;
  for (io::Records batch = data.next(); batch.count > 0; batch = data.next()) batches.push_back(batch);
  return batches;
}

std::vector<io::Records> epoch(nn::TrainingData& data, std::uint32_t number, std::size_t batch,
                               bool shuffled = true, std::size_t skip = 0) {
  data.begin(number, batch, shuffled, skip);
  return rest(data);
}

std::vector<double> order(const std::vector<io::Records>& batches) {
  std::vector<double> x;
  for (const io::Records& batch : batches) x.insert(x.end(), batch.x.begin(), batch.x.end());
  return x;
}

std::vector<double> numbers(std::size_t first, std::size_t count) {
  std::vector<double> all(count);
  std::iota(all.begin(), all.end(), static_cast<double>(first));
  return all;
}

}  // namespace

TEST_CASE("every record comes once an epoch, with its target, in another order each time") {
  for (const std::size_t memory : {kPlenty, kLittle}) {
    CAPTURE(memory);
    MemorySource source = counted(3000);
    nn::TrainingData data(source, 0, 3000, memory, 7);
    CHECK(data.held() == (memory == kPlenty));
    std::vector<std::vector<double>> orders;
    for (std::uint32_t number : {0u, 1u}) {
      const auto batches = epoch(data, number, 32);
      CHECK(batches.size() == data.batches(32));
      for (const io::Records& batch : batches)
        for (std::size_t i = 0; i < batch.count; ++i) CHECK(batch.y[i] == -batch.x[i]);
      orders.push_back(order(batches));
      std::vector<double> sorted = orders.back();
      std::sort(sorted.begin(), sorted.end());
      CHECK(sorted == numbers(0, 3000));
      CHECK(orders.back() != sorted);
    }
    CHECK(orders[0] != orders[1]);
  }
}

TEST_CASE("little memory: segments of whole chunks, each shuffled, in random order") {
  MemorySource source = counted(3000);
  nn::TrainingData data(source, 0, 3000, kLittle, 7);
  CHECK(data.window() == 1024);
  CHECK(data.batches(100) == 11 + 11 + 10);  // 1024, 1024 and 952 records
  std::vector<std::size_t> firsts;
  for (std::uint32_t number = 0; number < 8; ++number) {
    const std::vector<double> all = order(epoch(data, number, 100));
    std::vector<double> window(all.begin(), all.begin() + 1024);
    std::sort(window.begin(), window.end());
    firsts.push_back(static_cast<std::size_t>(window.front()));
    CHECK(window == numbers(firsts.back(), 1024));
  }
  CHECK(std::count(firsts.begin(), firsts.end(), 0u) > 0);
  CHECK(std::count(firsts.begin(), firsts.end(), 1024u) > 0);
}

TEST_CASE("an epoch begun with skipped batches continues one that was not") {
  for (const std::size_t memory : {kPlenty, kLittle}) {
    MemorySource source = counted(2100);
    nn::TrainingData whole(source, 0, 2100, memory, 3);
    const auto batches = epoch(whole, 5, 50);
    for (std::size_t skip :
         {std::size_t{1}, std::size_t{20}, std::size_t{21}, std::size_t{30}, batches.size()}) {
      CAPTURE(skip);
      MemorySource again = counted(2100);
      nn::TrainingData data(again, 0, 2100, memory, 3);
      const auto from = batches.begin() + static_cast<std::ptrdiff_t>(skip);
      CHECK(order(epoch(data, 5, 50, true, skip)) == order({from, batches.end()}));
    }
  }
}

TEST_CASE("records that are not shuffled come as they lie, and only those asked for") {
  for (const std::size_t memory : {kPlenty, kLittle}) {
    MemorySource source = counted(2500);
    nn::TrainingData data(source, 300, 2000, memory, 3);
    CHECK(order(epoch(data, 0, 64, false)) == numbers(300, 2000));
  }
}

TEST_CASE("reading ahead changes no order") {
  MemorySource source = counted(500);
  nn::TrainingData ahead(source, 0, 500, kPlenty, 3), late(source, 0, 500, kPlenty, 3);
  ahead.read_ahead();
  CHECK(order(epoch(ahead, 2, 64)) == order(epoch(late, 2, 64)));
}

TEST_CASE("the order is the same for plain and encrypted records, and another for another seed") {
  test::Encryption encryption;
  MemorySource plain = counted(400);
  plain.seek(0);
  const io::Records records = plain.next(400);
  io::DatasetInfo info = plain.info();
  info.scheme = encryption.scheme();
  info.x.layout = info.y->layout = schemes::make_evaluator(info.scheme)->layout();
  MemorySource secret("secret", info,
                      {0, 400, encryption.encrypt(records.x, 1), encryption.encrypt(records.y, 1), {}, {}});
  nn::TrainingData a(plain, 0, 400, kPlenty, 9), b(secret, 0, 400, kPlenty, 9), c(plain, 0, 400, kPlenty, 10);
  const std::vector<double> expected = order(epoch(a, 1, 32));
  CHECK(test::largest_difference(expected, encryption.decrypt(order(epoch(b, 1, 32)))) < 1e-12);
  CHECK(order(epoch(c, 1, 32)) != expected);
}

TEST_CASE("records without targets, or too few, are refused") {
  MemorySource bare("bare", std::vector<double>{1, 2});
  CHECK_THROWS_AS(nn::TrainingData(bare, 0, 2, kPlenty, 0), DataError);
  MemorySource few = counted(5);
  CHECK_THROWS_AS(nn::TrainingData(few, 2, 4, kPlenty, 0), DataError);
  CHECK_THROWS_AS(nn::TrainingData(few, 0, 0, kPlenty, 0), DataError);
}
