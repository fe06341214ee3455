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

TEST_CASE("an encrypted model is refused") {
  ModelDescription encrypted = model({1, 2}, {3});
  encrypted.scheme.scheme = "more";
  CHECK_THROWS_WITH_AS(compare(model({1, 2}, {3}), encrypted, "a.h5", "b.h5"),
                       "b.h5: is encrypted; decrypt it first with he-decrypt", he::DataError);
}
