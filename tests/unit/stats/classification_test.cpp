#include "he/stats/classification.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

using he::stats::area_under_curve;
using he::stats::class_of;
using he::stats::ConfusionMatrix;

namespace {

std::optional<std::size_t> class_of_numbers(const std::vector<double>& numbers) { return class_of(numbers); }

}  // namespace

TEST_CASE("the class of several scores is the first largest, of one number its label or side of 0.5") {
  CHECK(class_of_numbers({0.1, 0.7, 0.2}) == 1);
  CHECK(class_of_numbers({0.4, 0.2, 0.4}) == 0);
  CHECK(class_of_numbers({7}) == 7);
  CHECK(class_of_numbers({0.51}) == 1);
  CHECK(class_of_numbers({0.5}) == 0);
  CHECK(class_of_numbers({-3}) == 0);
  CHECK(class_of_numbers({1e300}) == 1);
  CHECK_FALSE(class_of_numbers({0.1, std::numeric_limits<double>::quiet_NaN()}).has_value());
  CHECK_FALSE(class_of_numbers({}).has_value());
}

TEST_CASE("a confusion matrix counts pairs, and a record without class is wrong") {
  // sklearn.metrics.confusion_matrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]) = [[2,0,0],[0,0,1],[1,0,2]]
  ConfusionMatrix matrix;
  const std::size_t truth[] = {2, 0, 2, 2, 0, 1}, predicted[] = {0, 0, 2, 2, 0, 2};
  for (int i = 0; i < 6; ++i) matrix.add(truth[i], predicted[i]);
  CHECK(matrix.classes() == 3);
  CHECK(matrix.count(0, 0) == 2);
  CHECK(matrix.count(1, 2) == 1);
  CHECK(matrix.count(2, 0) == 1);
  CHECK(matrix.count(2, 2) == 2);
  CHECK(matrix.count(1, 1) == 0);
  CHECK(matrix.accuracy() == doctest::Approx(4.0 / 6));
  matrix.add(1, std::nullopt);
  CHECK(matrix.unclassified() == 1);
  CHECK(matrix.accuracy() == doctest::Approx(4.0 / 7));
}

TEST_CASE("the area under the curve counts pairs won, ties half") {
  // roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.75 in scikit-learn's documentation
  CHECK(area_under_curve(std::vector{0.1, 0.4, 0.35, 0.8}, {false, false, true, true}) == 0.75);
  CHECK(area_under_curve(std::vector{0.5, 0.5, 0.5}, {false, true, true}) == 0.5);
  CHECK(std::isnan(area_under_curve(std::vector{0.1, 0.2}, {true, true})));

  // All pairs one by one, over coarse scores so that many are tied.
  std::mt19937 random(7);
  std::vector<double> scores;
  std::vector<bool> positive;
  for (int i = 0; i < 200; ++i) {
    scores.push_back(static_cast<double>(random() % 10));
    positive.push_back(random() % 3 == 0);
  }
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < 200; ++i)
    for (std::size_t j = 0; j < 200; ++j)
      if (positive[i] && !positive[j]) {
        ++pairs;
        won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      }
  CHECK(area_under_curve(scores, positive) == doctest::Approx(won / pairs).epsilon(1e-14));
}
