#include "he/schemes/ckks/planner.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/schemes/ckks/evaluator.h"
#include "he/schemes/ckks/recording.h"
#include "support/ckks.h"
#include "support/square_network.h"

using namespace he;
using namespace he::schemes::ckks;
using test::SquareModel;

namespace {

constexpr Range kWithin4{-4, 4};

/// A random network of one or two squares, which says how errors show on a thousand records.
SquareModel measured_network(unsigned seed) {
  SquareModel model(seed, {3 + seed % 12});
  model.dense(4 + seed % 9, "square");
  if (seed % 2 == 0) model.dense(5 + seed % 7, "square");
  model.dense(1 + seed % 4, "linear");
  // Results of realistic size: up to some hundred.
  for (double& w : model.model().layers.back().weights[0].values) w *= 1 + seed % 10;
  const std::vector<double> records = model.records(1000);
  const Program program = recorded(nn::Network(model.model()));
  const std::size_t features = program.inputs;
  model.model().statistics = {std::vector<double>(features, -4), std::vector<double>(features, 4),
                              largest_result(program, records), ErrorModel(program, records).sensitivities()};
  return model;
}

/// The largest difference of new records to the plain run, over what the planner expects.
double measured_over_expected(unsigned seed, double& over_certain) {
  SquareModel model = measured_network(seed);
  const nn::Network network(model.model());
  const PlannedNetwork planned = plan_parameters(network, {kWithin4});
  const secret::RandomSource random(seed);
  const auto key = secret::ckks::CkksKey::generate(planned.parameters, random);
  const CkksEvaluator evaluator(key->scheme());
  const nn::Inference inference(network, evaluator);
  io::Records plain;
  plain.count = 1000;
  plain.x = model.records(plain.count);
  const auto x = test::ckks_encrypted(*key, plain, network.input_shape(), std::nullopt, random).x;
  const PayloadLayout& layout = inference.plan().output_layout();
  std::vector<double> y(layout.numbers(plain.count, network.output_shape())),
      values(plain.count * element_count(network.output_shape()));
  inference.run(x, plain.count, y);
  key->decrypt({network.output_shape(), layout}, plain.count, y, values);
  const std::vector<double> expected = test::plain_results(network, plain.x);
  double most = 0;
  for (std::size_t i = 0; i < values.size(); ++i) most = std::max(most, std::fabs(values[i] - expected[i]));
  over_certain = most / planned.errors.certain;
  return most / planned.errors.result;
}

}  // namespace

TEST_CASE(
    "errors are what the planner expects: within a factor of eight below, and none above what is certain") {
  std::size_t within = 0, count = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    double over_certain = 0;
    const double ratio = measured_over_expected(seed, over_certain);
    INFO("network ", seed, ": measured/expected ", ratio);
    CHECK(ratio < 2);
    CHECK(over_certain <= 1);
    within += ratio >= 1.0 / 8 && ratio <= 1;
    ++count;
  }
  CHECK(within + 1 >= count);
}

TEST_CASE("a plan is the least that reaches its error, and says so by the table of 128 bits") {
  SquareModel model = measured_network(3);
  const nn::Network network(model.model());
  const PlannedNetwork coarse = plan_parameters(network, {kWithin4, 1e-2}),
                       fine = plan_parameters(network, {kWithin4, 1e-6});
  CHECK(coarse.parameters.modulus_bits() < fine.parameters.modulus_bits());
  CHECK(fine.errors.result / std::max(1.0, fine.largest_result) <= 1e-6);
  for (const auto* planned : {&coarse, &fine})
    CHECK(planned->parameters.modulus_bits() <= largest_modulus_bits(planned->parameters.degree()));
  CHECK_THROWS_WITH_AS(plan_parameters(network, {kWithin4, 1e-30}), doctest::Contains("--max-error"),
                       UnsupportedError);
}

TEST_CASE("scales of a plan are those of its bits: input and weights add, squares double") {
  SquareModel model(5, {3});
  model.dense(2, "square").dense(2, "linear");
  const Program program = recorded(nn::Network(model.model()));
  REQUIRE(program.steps.size() == 2);
  const auto scales = step_scales(program, {21, {14, 12}, 82});
  CHECK(scales[0].log2_after == 35);
  CHECK(scales[1].log2_before == 70);
  CHECK(scales[1].log2_after == 82);  // 2·(21 + 14) + 12, the digits network's of the design
  CHECK(program.powers() == 3);
}

TEST_CASE("deviations of fresh and re-randomised slots are those measured in this ring") {
  // log2 at N = 4,096, 8,192 and 16,384: fresh 8.2, 8.7, 9.2.
  CHECK(std::log2(fresh_deviation(4096)) == doctest::Approx(8.2).epsilon(0.01));
  CHECK(std::log2(fresh_deviation(16384)) == doctest::Approx(9.2).epsilon(0.01));
  // Errors e_i s^i up to s⁴: 36.2, 38.7, 41.7; the mask is v times that, v of deviation sqrt(2N·2/3).
  const double v = std::log2(std::sqrt((2 * 4096.0 - 1) * 2 / 3));
  CHECK(std::log2(rerandomization_deviation(4096, 5)) == doctest::Approx(36.2 + v).epsilon(0.03));
}

TEST_CASE("sensitivities of another network are refused") {
  SquareModel model = measured_network(3), other(7, {6});
  other.dense(4, "square").dense(3, "square").dense(2, "linear");
  other.model().statistics = model.model().statistics;
  other.model().statistics.low.resize(6, -4);
  other.model().statistics.high.resize(6, 4);
  CHECK_THROWS_WITH_AS(plan_parameters(nn::Network(other.model()), {kWithin4}),
                       doctest::Contains("measure it again"), DataError);
}
