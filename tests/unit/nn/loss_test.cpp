// Losses and their gradients of given outputs, worked by hand.

#include "he/nn/loss.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/nn/layers.h"
#include "support/training.h"

using namespace he;

namespace {

struct Values {
  double loss;
  std::vector<double> gradient;
};

Values evaluate(const std::string& loss, const std::vector<double>& y, const std::vector<double>& target,
                std::size_t records) {
  const auto evaluator = schemes::make_evaluator({});
  const nn::TrainingContext context(*evaluator, 0);
  const Shape shape{y.size() / records};
  const nn::BatchLoss result =
      nn::make_loss(loss, shape)
          ->evaluate(context, evaluator->load(y, records, shape), evaluator->load(target, records, shape));
  return {test::stored(*evaluator, result.value).at(0), test::stored(*evaluator, result.gradient)};
}

void check(const Values& values, double loss, const std::vector<double>& gradient) {
  CHECK(values.loss == doctest::Approx(loss).epsilon(1e-14));
  CHECK(test::largest_difference(gradient, values.gradient) < 1e-14);
}

}  // namespace

TEST_CASE("mse is the mean over records and outputs") {
  // errors (1, 2), (0, -1): squares 1, 4, 0, 1; gradient 2·error/4
  check(evaluate("mse", {1, 3, 5, 0}, {0, 1, 5, 1}, 2), 6.0 / 4, {0.5, 1, 0, -0.5});
}

TEST_CASE("bce takes logits: sigmoid(log 3) = 3/4") {
  check(evaluate("bce", {std::log(3.0)}, {1}, 1), std::log(4.0 / 3), {-0.25});
  check(evaluate("bce", {std::log(3.0)}, {0}, 1), std::log(4.0), {0.75});
  check(evaluate("bce", {0, std::log(3.0), 0, 0}, {1, 0, 0, 1}, 2), (3 * std::log(2.0) + std::log(4.0)) / 4,
        {-0.5 / 4, 0.75 / 4, 0.5 / 4, -0.5 / 4});
}

TEST_CASE("bce of logits far out neither overflows nor rounds to nothing") {
  check(evaluate("bce", {800, -800}, {0, 1}, 1), 800, {0.5, -0.5});
  check(evaluate("bce", {-40}, {0}, 1), std::exp(-40.0), {std::exp(-40.0)});
}

TEST_CASE("bce of a target that is no probability, as on a mask channel: softplus(y) - t·y, gradient p - t") {
  check(evaluate("bce", {std::log(3.0)}, {3}, 1), std::log(4.0) - 3 * std::log(3.0), {0.75 - 3});
}

TEST_CASE("cce takes logits: softmax(log 1, log 2, log 5) = (1, 2, 5)/8") {
  const std::vector<double> y = {0, std::log(2.0), std::log(5.0)};
  check(evaluate("cce", y, {0, 0, 1}, 1), std::log(8.0 / 5), {0.125, 0.25, -0.375});
  check(evaluate("cce", y, {0.5, 0, 0.5}, 1), (std::log(8.0) + std::log(8.0 / 5)) / 2,
        {0.125 - 0.5, 0.25, 0.625 - 0.5});
}

TEST_CASE("cce is the mean over records") {
  const double a = std::log(2.0);
  check(evaluate("cce", {a, 0, 0, 0}, {1, 0, 0, 1}, 2), (std::log(3.0 / 2) + std::log(2.0)) / 2,
        {-1.0 / 6, 1.0 / 6, 0.25, -0.25});
}

TEST_CASE("cce does not change where all logits move by one number") {
  // Numbers about 1000 lie 1e-13 apart, so log 3 above one of them is known no better.
  const Values values = evaluate("cce", {1000, 1000 + std::log(3.0)}, {1, 0}, 1);
  CHECK(values.loss == doctest::Approx(std::log(4.0)).epsilon(1e-12));
  CHECK(test::largest_difference({-0.75, 0.75}, values.gradient) < 1e-12);
}

TEST_CASE("cce of targets that do not sum to one: log of the sum of exponentials - the sum of t·y") {
  check(evaluate("cce", {0, std::log(3.0)}, {2, -1}, 1), std::log(4.0) + std::log(3.0), {0.25 - 2, 0.75 + 1});
}

TEST_CASE("each loss includes its own activation alone") {
  const nn::FunctionLayer sigmoid("s", {3}, {FunctionKind::sigmoid}), tanh("t", {3}, {FunctionKind::tanh});
  const nn::SoftmaxLayer softmax("m", {3});
  CHECK(nn::make_loss("bce", {3})->includes(sigmoid));
  CHECK_FALSE(nn::make_loss("bce", {3})->includes(tanh));
  CHECK_FALSE(nn::make_loss("bce", {3})->includes(softmax));
  CHECK(nn::make_loss("cce", {3})->includes(softmax));
  CHECK_FALSE(nn::make_loss("cce", {3})->includes(sigmoid));
  CHECK_FALSE(nn::make_loss("mse", {3})->includes(sigmoid));
}

TEST_CASE("a loss that is not known is refused") { CHECK_THROWS_AS(nn::make_loss("mae", {1}), UsageError); }

TEST_CASE("plain targets must be what the loss is for; the record is named") {
  const auto refusal = [](const std::string& loss, const std::vector<double>& targets,
                          const Shape& shape) -> std::string {
    try {
      nn::require_targets(loss, targets, shape, 10, "visits.csv");
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal("mse", {-3, 1e9}, {1}) == "");
  CHECK(refusal("bce", {0, 1, 0.25, 1}, {2}) == "");
  CHECK(refusal("bce", {0, 1, 0.25, -1}, {2}) ==
        "visits.csv: record 12: --loss bce wants targets between 0 and 1, not -1");
  CHECK(refusal("cce", {0, 1, 0.25, 0.75}, {2}) == "");
  CHECK(refusal("cce", {0, 1, 0.5, 0.5, 0, 0, 1, 0.5}, {2, 2}) ==
        "visits.csv: record 12: --loss cce wants the shares of classes, which sum up to 1, not 0; for "
        "classes give --one-hot");
  CHECK(refusal("cce", {-1, 2}, {2}) != "");
}
