// A model trained on z-scores, made to take and give raw units: σ·f((x − µ)/σ') + µ', in plain and on
// ciphertexts.

#include "he/nn/raw_units.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "support/training.h"

using namespace he;

namespace {

const io::Standardisation kStatistics{{}, {10, -4, 0}, {2, 0.5, 3}, {}, {100, 7}, {20, 0.1}};

io::ModelDescription network() {
  return test::model_of({3}, {test::dense(3, 5, "tanh", 1), test::dense(5, 2, "linear", 2)});
}

std::vector<double> run(const io::ModelDescription& model, const Evaluator& evaluator,
                        const std::vector<double>& x) {
  const nn::Network network(model);
  std::vector<double> y(evaluator.layout().numbers(x.size() / 3, network.output_shape()));
  nn::Inference(network, evaluator).run(x, x.size() / 3, y, !evaluator.scheme().plain());
  return y;
}

}  // namespace

TEST_CASE("raw records give what z-scores gave, in raw units") {
  test::Encryption encryption;
  const test::Evaluators evaluators(encryption.scheme());
  const std::vector<double> z = test::normal_numbers(30, 4);
  std::vector<double> raw = z, expected = run(network(), *evaluators.plain, z);
  for (std::size_t i = 0; i < raw.size(); ++i)
    raw[i] = raw[i] * kStatistics.standard_deviation[i % 3] + kStatistics.mean[i % 3];
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] = expected[i] * kStatistics.target_standard_deviation[i % 2] + kStatistics.target_mean[i % 2];

  io::ModelDescription plain = network();
  nn::take_raw_units(plain, kStatistics, *evaluators.plain);
  CHECK(test::largest_difference(expected, run(plain, *evaluators.plain, raw)) < 1e-13);

  io::ModelDescription encrypted = network();
  encrypted.scheme = encryption.scheme();
  for (auto& layer : encrypted.layers)
    for (auto& weight : layer.weights)
      weight.values = encryption.encrypt(weight.values, weight.values.size());
  nn::take_raw_units(encrypted, kStatistics, *evaluators.coordinates);
  CHECK(test::largest_difference(expected, encryption.decrypt(run(encrypted, *evaluators.coordinates, raw))) <
        1e-12);
}

TEST_CASE("what cannot be folded is refused by the layer") {
  const auto plain = schemes::make_evaluator({});
  io::ModelDescription sigmoid = test::model_of({3}, {test::dense(3, 2, "sigmoid", 1)});
  CHECK_THROWS_WITH_AS(nn::take_raw_units(sigmoid, kStatistics, *plain), doctest::Contains("dense_1 (Dense)"),
                       DataError);
  io::ModelDescription wide = test::model_of({4}, {test::dense(4, 2, "linear", 1)});
  CHECK_THROWS_AS(nn::take_raw_units(wide, kStatistics, *plain), DataError);
}
