#include "he/audit/plausibility.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "audit/ciphertexts.h"
#include "he/secret/more/masks.h"
#include "support/encryption.h"

using namespace he;
using namespace he::audit;

namespace {

using Column = std::vector<double>;

/// Patients: age in years, pressure that grows with it to one decimal, a laboratory value that is skewed.
std::vector<Column> patients(std::size_t records, std::mt19937_64& engine) {
  std::normal_distribution<double> normal;
  std::vector<Column> columns(3);
  for (std::size_t r = 0; r < records; ++r) {
    const double age = std::round(55 + 12 * normal(engine));
    columns[0].push_back(age);
    columns[1].push_back(std::round(10 * (100 + 0.6 * age + 8 * normal(engine))) / 10);
    columns[2].push_back(std::round(100 * std::exp(0.8 * normal(engine))) / 100);
  }
  return columns;
}

/// Numbers without a grid, uncorrelated, equally distributed in all columns.
std::vector<Column> featureless(std::size_t records, std::mt19937_64& engine) {
  std::uniform_real_distribution<double> uniform;
  std::vector<Column> columns(3, Column(records));
  for (Column& column : columns)
    for (double& value : column) value = uniform(engine);
  return columns;
}

/// The messages as channel `message` among masks as he-encrypt draws them.
Sample masked(const std::vector<Column>& messages, secret::MaskKind kind, std::size_t channels,
              std::size_t message, std::uint64_t seed) {
  const std::size_t records = messages.front().size();
  std::vector<std::vector<Column>> columns;
  for (std::size_t c = 0; c < messages.size(); ++c) columns.emplace_back(channels, messages[c]);
  const secret::RandomSource random(seed);
  for (std::size_t i = 0; i < channels; ++i) {
    if (i == message) continue;
    std::mt19937_64 engine(seed + i);
    std::vector<std::size_t> order(records);
    for (std::size_t r = 0; r < records; ++r) order[r] = r;
    std::shuffle(order.begin(), order.end(), engine);
    for (std::size_t c = 0; c < messages.size(); ++c) {
      const secret::MaskDistribution distribution(kind, test::statistics(messages[c], 1));
      secret::RandomStream stream(random, i * messages.size() + c);
      Column others;
      for (std::size_t r : order) others.push_back(messages[c][r]);
      std::vector<std::span<const double>> decoys;
      if (kind == secret::MaskKind::decoy) decoys.emplace_back(others);
      secret::MaskBlock(distribution, stream, decoys).fill(0, messages[c], 0, columns[c][i]);
    }
  }
  return test::sample_of(columns);
}

/// In how many of 20 files the message is found with a confidence of at least 99 %.
int found(std::vector<Column> data(std::size_t, std::mt19937_64&), secret::MaskKind kind,
          std::size_t channels) {
  int count = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::mt19937_64 engine(seed);
    const std::size_t message = seed % channels;
    const Choice choice = choose_channel(masked(data(300, engine), kind, channels, message, 100 * seed));
    count += choice.channel == message && choice.confidence() > 0.99 ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("patients are told from masks of every kind, among two channels and among sixteen") {
  for (std::size_t channels : {2, 4, 16})
    for (secret::MaskKind kind :
         {secret::MaskKind::uniform, secret::MaskKind::normal, secret::MaskKind::decoy})
      CHECK(found(patients, kind, channels) == 20);
}

TEST_CASE("each ground speaks by itself: standardised values, and numbers without zeros, repeats or grid") {
  std::mt19937_64 engine(3);
  std::vector<Column> columns = patients(300, engine);
  std::normal_distribution<double> noise(0, 0.05);
  for (Column& column : columns)
    for (double& value : column) value = (value + noise(engine) - 50) / 7;
  const Choice choice = choose_channel(masked(columns, secret::MaskKind::uniform, 2, 0, 9));
  CHECK(choice.channel == 0);
  CHECK(choice.confidence() > 0.99);
  CHECK(choice.evidence[0][Ground::repeats] == 0);
  CHECK(choice.evidence[0][Ground::spacing] == 0);
  CHECK(choice.evidence[0][Ground::distribution] < -20);
  CHECK(choice.evidence[0][Ground::correlation] < -20);
  CHECK(choice.evidence[1].ln_p_random() > -7);
}

TEST_CASE("a grid is found whatever its step and offset") {
  std::mt19937_64 engine(4);
  std::uniform_int_distribution<int> steps(0, 9999);
  Column column;
  for (int i = 0; i < 300; ++i) column.push_back((0.037 * steps(engine) - 91.3) / 17.7);
  const Choice choice = choose_channel(masked({column}, secret::MaskKind::normal, 2, 1, 5));
  CHECK(choice.evidence[1][Ground::spacing] < -100);
  CHECK(choice.evidence[0][Ground::spacing] > -7);
}

TEST_CASE("zeros alone have no vote") {
  // Every value is zero but a few that are uniform: nothing repeats but the most frequent value.
  std::mt19937_64 engine(6);
  std::vector<Column> columns = featureless(300, engine);
  for (Column& column : columns) std::fill(column.begin(), column.begin() + 100, 0.0);
  const Choice choice = choose_channel(masked(columns, secret::MaskKind::uniform, 2, 0, 5));
  CHECK(choice.evidence[0].most_frequent == doctest::Approx(1.0 / 3));
  CHECK(choice.evidence[0][Ground::repeats] == 0);
}

TEST_CASE("where messages are like the masks, the choice says that it does not know") {
  // Uniform over the same range, widened: the range still tells. So the messages are normal, as the masks
  // are.
  std::mt19937_64 engine(8);
  std::vector<Column> columns = featureless(300, engine);
  std::normal_distribution<double> normal;
  for (Column& column : columns)
    for (double& value : column) value = normal(engine);
  const Choice random = choose_channel(masked(columns, secret::MaskKind::normal, 2, 1, 5));
  CHECK(random.confidence() < 0.8);
  CHECK(random.bits() > 0.7);
  // Decoys of numbers that never coincide are a permutation.
  const Choice decoys = choose_channel(masked(featureless(300, engine), secret::MaskKind::decoy, 2, 1, 5));
  CHECK(decoys.confidence() < 0.8);
}

TEST_CASE("decoys are told from messages by the order of the records") {
  // Records sorted by date: values drift, but never repeat.
  std::mt19937_64 engine(9);
  std::vector<Column> columns = featureless(300, engine);
  for (Column& column : columns)
    for (std::size_t r = 0; r < column.size(); ++r) column[r] += 0.01 * static_cast<double>(r);
  const Choice choice = choose_channel(masked(columns, secret::MaskKind::decoy, 2, 1, 5));
  CHECK(choice.channel == 1);
  CHECK(choice.decoys);
  CHECK(choice.confidence() > 0.99);
}
