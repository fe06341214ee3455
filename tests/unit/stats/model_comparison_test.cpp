#include <doctest/doctest.h>

#include <cmath>

#include "he/error.h"
#include "he/stats/comparison.h"

using he::io::LayerDescription;
using he::io::ModelDescription;
using he::stats::compare;

namespace {

ModelDescription model(std::vector<double> kernel, std::vector<double> bias,
                       const std::string& activation = "tanh") {
  ModelDescription result;
  result.input_shape = {2};
  result.layers.push_back({"Dense", "dense_1", {{"activation", activation}}, {}});
  result.layers[0].weights = {{"kernel", {2, 1}, std::move(kernel)}, {"bias", {1}, std::move(bias)}};
  return result;
}

}  // namespace

TEST_CASE("models are compared weight by weight") {
  const auto result = compare(model({1, 2}, {3}), model({1, 2.5}, {3}), "a.h5", "b.h5");
  REQUIRE(result.fields.size() == 1);
  REQUIRE(result.fields[0].columns.size() == 2);
  CHECK(result.fields[0].columns[0].name == "dense_1/kernel");
  CHECK(result.fields[0].columns[0].difference.max_abs() == 0.5);
  CHECK(result.fields[0].columns[0].difference.rmse() == doctest::Approx(0.5 / std::sqrt(2)));
  CHECK(result.fields[0].columns[1].difference.max_abs() == 0);
  CHECK(result.fields[0].overall.count() == 3);
}

TEST_CASE("models of different architecture are refused with the first layer that differs") {
  CHECK_THROWS_WITH_AS(
      compare(model({1, 2}, {3}), model({1, 2}, {3}, "relu"), "a.h5", "b.h5"),
      doctest::Contains("layer 1 is Dense (tanh), kernel 2x1, bias 1 in a.h5 and Dense (relu)"),
      he::DataError);
  ModelDescription deeper = model({1, 2}, {3});
  deeper.layers.push_back({"Dense", "dense_2", {}, {}});
  CHECK_THROWS_WITH_AS(compare(model({1, 2}, {3}), deeper, "a.h5", "b.h5"),
                       doctest::Contains("a.h5 has 1 layers and b.h5 has 2"), he::DataError);
}

TEST_CASE("learning curves are compared column by column where both models have one") {
  ModelDescription a = model({1, 2}, {3}), b = a;
  a.learning_curve = {{"loss", "accuracy"}, 2, {4, 0.5, 2, 0.75}};
  CHECK(compare(a, b, "a.h5", "b.h5").fields.size() == 1);
  b.learning_curve = {{"loss", "accuracy"}, 2, {4, 0.5, 2.5, 0.75}};
  const auto result = compare(a, b, "a.h5", "b.h5");
  REQUIRE(result.fields.size() == 2);
  CHECK(result.fields[0].overall.max_abs() == 0);
  CHECK(result.fields[1].name == "learning_curve");
  REQUIRE(result.fields[1].columns.size() == 2);
  CHECK(result.fields[1].columns[0].name == "loss");
  CHECK(result.fields[1].columns[0].difference.max_abs() == 0.5);
  CHECK(result.fields[1].columns[1].name == "accuracy");
  CHECK(result.fields[1].columns[1].difference.not_identical() == 0);
  CHECK(result.fields[1].overall.count() == 4);
}

TEST_CASE("learning curves of other columns or epochs are refused with both") {
  ModelDescription a = model({1, 2}, {3}), b = a;
  a.learning_curve = {{"loss", "accuracy"}, 2, {4, 0.5, 2, 0.75}};
  b.learning_curve = {{"loss"}, 2, {4, 2}};
  CHECK_THROWS_WITH_AS(
      compare(a, b, "a.h5", "b.h5"),
      "the learning curve of a.h5 holds 2 epochs of loss, accuracy and that of b.h5 2 epochs of "
      "loss; only equal columns and epochs can be compared",
      he::DataError);
  b.learning_curve = {{"loss", "accuracy"}, 1, {4, 0.5}};
  CHECK_THROWS_AS(compare(a, b, "a.h5", "b.h5"), he::DataError);
}

TEST_CASE("an encrypted model is refused") {
  ModelDescription encrypted = model({1, 2}, {3});
  encrypted.scheme.name = "more";
  CHECK_THROWS_WITH_AS(compare(model({1, 2}, {3}), encrypted, "a.h5", "b.h5"),
                       "b.h5: is encrypted; decrypt it first with he-decrypt", he::DataError);
}
