// Networks with encrypted weights: on encrypted and on public records they are the networks they were.

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/nn/prediction.h"
#include "support/training.h"

using namespace he;
using nlohmann::json;

namespace {

/// The model with every weight encrypted under uniform masks.
io::ModelDescription encrypted(io::ModelDescription model, test::Encryption& encryption) {
  model.scheme = encryption.scheme();
  for (auto& layer : model.layers)
    for (auto& weight : layer.weights)
      weight.values = encryption.encrypt(weight.values, weight.values.size());
  return model;
}

io::ModelDescription convolutional() {
  return test::model_of(
      {6, 5, 2},
      {{"Normalization", "n", json::object(), {{"mean", {2}, {0.5, -1}}, {"variance", {2}, {2, 0.5}}}},
       {"Conv2D",
        "c",
        {{"filters", 4}, {"kernel_size", {3, 3}}, {"activation", "tanh"}},
        {test::random_weight("kernel", {3, 3, 2, 4}, 5, 0.3), test::random_weight("bias", {4}, 6, 0.1)}},
       {"BatchNormalization",
        "b",
        {{"axis", {3}}, {"epsilon", 1e-3}},
        {test::random_weight("gamma", {4}, 11, 1),
         test::random_weight("beta", {4}, 12, 1),
         test::random_weight("moving_mean", {4}, 13, 1),
         {"moving_variance", {4}, {1, 2, 3, 4}}}},
       {"MaxPooling2D", "p", json::object(), {}},
       {"Flatten", "f", json::object(), {}},
       test::dense(8, 5, "softmax", 9, false)});
}

std::vector<double> run(const nn::Network& network, const Evaluator& evaluator, const std::vector<double>& x,
                        std::size_t records, bool public_input = false) {
  std::vector<double> y(evaluator.layout().numbers(records, network.output_shape()));
  nn::Inference(network, evaluator).run(x, records, y, public_input);
  return y;
}

}  // namespace

TEST_CASE("encrypted weights give what the plain ones give") {
  const io::ModelDescription model = convolutional();
  const nn::Network plain(model);
  const std::size_t features = 60, records = 150;
  const std::vector<double> x = test::normal_numbers(features * records, 3);
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    const nn::Network network(encrypted(model, encryption));
    const std::vector<double> expected = run(plain, *evaluators.plain, x, records);
    const double tolerance = degree < 8 ? 1e-10 : 1e-8;
    const auto on_encrypted = run(network, *evaluators.coordinates, encryption.encrypt(x, features), records);
    CHECK(test::largest_difference(expected, encryption.decrypt(on_encrypted)) < tolerance);
    const auto on_public = run(network, *evaluators.coordinates, x, records, true);
    CHECK(test::largest_difference(expected, encryption.decrypt(on_public)) < tolerance);
  }
}

TEST_CASE("under encrypted weights, too, a record alone gives the bits that it gives among others") {
  test::Encryption encryption;
  const test::Evaluators evaluators(encryption.scheme());
  const nn::Network network(encrypted(convolutional(), encryption));
  const std::size_t features = 60, records = 9;
  const std::vector<double> x = test::normal_numbers(features * records, 3),
                            payload = encryption.encrypt(x, features);
  for (const bool public_input : {false, true}) {
    const std::vector<double>& input = public_input ? x : payload;
    const auto all = run(network, *evaluators.coordinates, input, records, public_input);
    const auto width = static_cast<std::ptrdiff_t>(input.size() / records),
               outputs = static_cast<std::ptrdiff_t>(all.size() / records);
    for (std::ptrdiff_t i : {0, 4, 8})
      CHECK(run(network, *evaluators.coordinates,
                {input.begin() + i * width, input.begin() + (i + 1) * width}, 1, public_input) ==
            std::vector<double>(all.begin() + i * outputs, all.begin() + (i + 1) * outputs));
  }
}

TEST_CASE("the evaluator as published takes public weights only, and says which layer has others") {
  test::Encryption encryption;
  const test::Evaluators evaluators(encryption.scheme());
  const nn::Network network(encrypted(test::model_of({3}, {test::dense(3, 2, "tanh", 1)}), encryption));
  try {
    const nn::Inference inference(network, *evaluators.matrix);
    FAIL("was not refused");
  } catch (const UnsupportedError& error) {
    CHECK(std::string(error.what()).find("layer 'dense_1 (Dense)'") == 0);
  }
}

TEST_CASE("encrypted statistics of different number are refused") {
  test::Encryption encryption;
  const auto model = encrypted(test::model_of({3}, {{"Normalization",
                                                     "n",
                                                     nlohmann::json::object(),
                                                     {{"mean", {3}, {1, 2, 3}}, {"variance", {1}, {4}}}}}),
                               encryption);
  CHECK_THROWS_WITH_AS(nn::Network{model}, doctest::Contains("layer 'n (Normalization)'"), DataError);
}

TEST_CASE("data and weights of different keys do not meet") {
  test::Encryption one(1), other(2);
  io::ModelDescription model;
  model.scheme = one.scheme();
  io::DatasetInfo data;
  CHECK(nn::common_scheme(model, "m.h5", data, "d.h5").key_id == one.scheme().key_id);
  data.scheme = other.scheme();
  CHECK_THROWS_AS(nn::common_scheme(model, "m.h5", data, "d.h5"), KeyError);
  model.scheme = SchemeInfo{};
  CHECK(nn::common_scheme(model, "m.h5", data, "d.h5").key_id == other.scheme().key_id);
}
