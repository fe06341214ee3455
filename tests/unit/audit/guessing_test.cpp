#include "he/audit/guessing.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace he::audit;

namespace {

using Words = std::vector<std::vector<double>>;

Words random_words(std::size_t rows, std::size_t slots, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(-0.5, 0.5);
  Words words(rows, std::vector<double>(slots));
  for (auto& row : words)
    for (double& x : row) x = uniform(engine);
  return words;
}

/// A number for every slot.
template <class Value>
std::vector<KnownSlot> known_of(std::size_t slots, Value value) {
  std::vector<KnownSlot> known;
  for (std::size_t slot = 0; slot < slots; ++slot) known.push_back({slot, value(slot)});
  return known;
}

}  // namespace

TEST_CASE("regression predicts held-out numbers that are linear in the words") {
  const Words words = random_words(5, 400, 1);
  HeldOutRegression regression(5);
  regression.add(words, known_of(400, [&](std::size_t j) { return 2 * words[0][j] - words[3][j] + 7; }));
  const GuessingScore score = regression.score();
  CHECK(score.run);
  CHECK(score.known == 200);
  CHECK(score.tested == 200);
  CHECK(score.score == doctest::Approx(1));
  CHECK(score.ln_p < -500);
}

TEST_CASE("regression on words that say nothing is as good as guessing") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Words words = random_words(5, 400, seed), other = random_words(1, 400, seed + 100);
    HeldOutRegression regression(5);
    regression.add(words, known_of(400, [&](std::size_t j) { return other[0][j]; }));
    const GuessingScore score = regression.score();
    CHECK(score.spread == doctest::Approx(1 / std::sqrt(200.0)));
    CHECK(std::fabs(score.score) < 5 * score.spread);
    CHECK(score.ln_p > std::log(1e-7));
  }
}

TEST_CASE("regression gives no score where too little is known") {
  const Words words = random_words(5, 38, 1);
  HeldOutRegression regression(5);
  regression.add(words, known_of(38, [&](std::size_t j) { return words[0][j]; }));
  CHECK(regression.least() == 20);
  CHECK_FALSE(regression.score().run);
  regression.add(words, known_of(38, [&](std::size_t j) { return words[0][j]; }));
  CHECK(regression.score().run);
  HeldOutRegression constant(5);
  constant.add(random_words(5, 400, 1), known_of(400, [](std::size_t) { return 3.0; }));
  CHECK_FALSE(constant.score().run);
}

TEST_CASE("equal numbers are told from others where words follow numbers, and only there") {
  const auto value = [](std::size_t j) { return static_cast<double>(j % 8); };
  Words words = random_words(3, 800, 1);
  NearnessOfEquals hidden;
  hidden.add(words, known_of(800, value));
  CHECK(hidden.score().run);
  CHECK(hidden.score().known == 400);
  CHECK(std::fabs(hidden.score().score - 0.5) < 5 * hidden.score().spread);
  for (std::size_t j = 0; j < 800; ++j) words[1][j] = 1e-3 * value(j);
  NearnessOfEquals seen;
  seen.add(words, known_of(800, value));
  CHECK(seen.score().score == 1);
  // Chernoff's bound of 400 right of 400: 2^−400.
  CHECK(seen.score().ln_p == doctest::Approx(-400 * std::log(2.0)));
  CHECK_FALSE(NearnessOfEquals().score().run);
}
