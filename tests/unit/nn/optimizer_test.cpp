// Three steps of every optimiser on w²/2, whose gradient is w, from w = 1 with the rate 0.1: worked by hand.

#include "he/nn/optimizer.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "support/training.h"

using namespace he;

namespace {

std::vector<double> three_steps(const nn::OptimizerOptions& options) {
  const auto evaluator = schemes::make_evaluator({});
  const nn::TrainingContext context(*evaluator, 0);
  Tensor w = context.training.encode(std::vector<double>{1}, 1, {1});
  const auto optimizer = nn::make_optimizer(options, context, w);
  std::vector<double> values;
  for (std::uint32_t step = 1; step <= 3; ++step) {
    const Tensor gradient = w;
    optimizer->update(context, w, gradient, 0.1, step);
    values.push_back(test::stored(*evaluator, w).at(0));
  }
  return values;
}

void check(const nn::OptimizerOptions& options, const std::vector<double>& expected) {
  CHECK(test::largest_difference(expected, three_steps(options)) < 1e-14);
}

}  // namespace

TEST_CASE("sgd: w -= rate·g") { check({"sgd"}, {0.9, 0.81, 0.729}); }

TEST_CASE("momentum: v = 0.5·v - rate·g, w += v") {
  // v: -0.1, -0.05 - 0.09 = -0.14, -0.07 - 0.076 = -0.146
  check({"momentum", 0.5}, {0.9, 0.76, 0.614});
}

TEST_CASE("nesterov: v as momentum, w += 0.5·v - rate·g") {
  // v: -0.1, -0.05 - 0.085 = -0.135, -0.0675 - 0.06975 = -0.13725
  check({"nesterov", 0.5}, {0.85, 0.6975, 0.559125});
}

TEST_CASE("adam: Keras' form, epsilon 1e-7 beside the root that is not corrected") {
  // By decimals of 40 digits.
  check({"adam"}, {0.9000003162267660200, 0.8004127762155146258, 0.7015870148647827920});
}

TEST_CASE("moments exist from the beginning, so that a checkpoint has them") {
  const auto evaluator = schemes::make_evaluator({});
  const nn::TrainingContext context(*evaluator, 0);
  const Tensor like = context.training.encode(std::vector<double>(6, 1.0), 2, {3});
  CHECK(nn::make_optimizer({"sgd"}, context, like)->moments().empty());
  CHECK(nn::make_optimizer({"momentum"}, context, like)->moments().size() == 1);
  const auto adam = nn::make_optimizer({"adam"}, context, like);
  CHECK(adam->moments().size() == 2);
  for (const Tensor* moment : adam->moments()) {
    CHECK(moment->records() == 2);
    CHECK(test::stored(*evaluator, *moment) == std::vector<double>(6, 0.0));
  }
  CHECK_THROWS_AS(nn::make_optimizer({"rmsprop"}, context, like), UsageError);
}
