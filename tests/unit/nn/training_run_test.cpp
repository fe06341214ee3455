// Whole trainings: encrypted ones are their plain twins, interruptions do not show, divergence is seen.

#include "he/nn/training_run.h"

#include <doctest/doctest.h>

#include "nn/training_samples.h"

using namespace he;
using test::Form;
using End = nn::TrainingRun::End;

namespace {

std::vector<double> curve_of(const test::SampleRun& sample, const test::Encryption& encryption) {
  const auto& values = sample.run.curve().values;
  return sample.evaluator->scheme().plain() ? values : encryption.decrypt(values);
}

}  // namespace

TEST_CASE("200 updates on ciphertexts give the weights and the learning curve of the plain training") {
  test::Encryption encryption;
  for (const test::Problem& problem : {test::regression(), test::classification()}) {
    for (const std::string optimizer : {"sgd", "adam"}) {
      const auto options = test::trainer_options(problem, optimizer);
      const auto plan = test::plan_of(optimizer == "sgd" ? 0.05 : 0.005, 40);
      test::SampleRun plain(problem, Form::plain, encryption, options, plan);
      CHECK(plain.go() == End::finished);
      CHECK(plain.trainer.steps() == 200);
      const std::vector<double> curve = curve_of(plain, encryption);
      REQUIRE(curve.size() == 80);
      CHECK(curve[78] < 0.7 * curve[0]);  // it learns
      for (const Form form : {Form::uniform, Form::decoy}) {
        CAPTURE(problem.loss);
        CAPTURE(optimizer);
        CAPTURE(form == Form::decoy);
        test::SampleRun twin(problem, form, encryption, options, plan);
        CHECK(twin.go() == End::finished);
        CHECK(test::largest_difference(test::weights(plain.trainer.model(), encryption),
                                       test::weights(twin.trainer.model(), encryption)) < 1e-8);
        CHECK(test::largest_difference(curve, curve_of(twin, encryption)) < 1e-8);
      }
    }
  }
}

TEST_CASE("200 updates on ciphertexts of Hybrid MORE are those of the plain training, for every degree") {
  const test::Problem problem = test::classification();
  const auto options = test::trainer_options(problem, "adam");
  const auto plan = test::plan_of(0.005, 40);
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    test::SampleRun plain(problem, Form::plain, encryption, options, plan),
        twin(problem, Form::decoy, encryption, options, plan);
    CHECK(plain.go() == End::finished);
    CHECK(twin.go() == End::finished);
    CHECK(test::largest_difference(test::weights(plain.trainer.model(), encryption),
                                   test::weights(twin.trainer.model(), encryption)) < 1e-8);
    CHECK(test::largest_difference(curve_of(plain, encryption), curve_of(twin, encryption)) < 1e-8);
  }
}

TEST_CASE("the curve holds the mean loss over the records, and that of the validation data") {
  // One linear weight at 0, rate so small that nothing moves: the losses are the means of y².
  test::Encryption encryption;
  test::Problem problem{
      test::model_of({1}, {test::dense(1, 1, "linear", 1, false)}), "mse", 13, 1, 1, {}, {}};
  problem.model.layers[0].weights[0].values = {0};
  for (int i = 0; i < 13; ++i) {
    problem.x.push_back(1);
    problem.y.push_back(i < 3 ? i + 1 : 5);
  }
  auto plan = test::plan_of(1e-300, 1);
  plan.batch = 2;  // batches of 2 and 1
  test::SampleRun sample(problem, Form::plain, encryption, test::trainer_options(problem, "sgd"), plan);
  CHECK(sample.go() == End::finished);
  const io::LearningCurve& curve = sample.run.curve();
  CHECK(curve.columns == std::vector<std::string>{"loss", "validation_loss"});
  REQUIRE(curve.values.size() == 2);
  CHECK(curve.values[0] == doctest::Approx((1 + 4 + 9) / 3.0));
  CHECK(curve.values[1] == doctest::Approx(25));
}

TEST_CASE("a run that is interrupted and continued is one that was not") {
  test::Encryption encryption;
  const test::Problem problem = test::regression();
  const auto options = test::trainer_options(problem, "adam");
  const auto plan = test::plan_of(0.01, 4);
  test::SampleRun whole(problem, Form::plain, encryption, options, plan);
  test::SampleRun parts(problem, Form::plain, encryption, options, plan);
  CHECK(whole.go() == End::finished);
  const std::size_t all = whole.run.progress().steps;
  for (std::size_t updates : {1, 5, 7, 10}) CHECK(parts.go(updates) == End::interrupted);
  CHECK(parts.go(all) == End::finished);  // asked to stop after the very last update: nothing is lost
  CHECK(parts.run.state().tensors == whole.run.state().tensors);
  CHECK(parts.run.curve().values == whole.run.curve().values);
}

TEST_CASE("early stopping ends after epochs that are no better, with the weights of the best one") {
  test::Encryption encryption;
  const test::Problem problem = test::regression();
  const auto options = test::trainer_options(problem, "adam");
  auto plan = test::plan_of(0.3, 200);  // so fast that the validation loss rises soon
  plan.early_stopping = 3;
  test::SampleRun sample(problem, Form::plain, encryption, options, plan);
  REQUIRE(sample.go() == End::stopped_early);
  const auto& values = sample.run.curve().values;
  std::size_t best = 0;
  for (std::size_t i = 0; 2 * i < values.size(); ++i)
    if (values[2 * i + 1] < values[2 * best + 1]) best = i;
  CHECK(values.size() / 2 == best + 1 + 3);

  auto shorter = test::plan_of(0.3, best + 1);
  test::SampleRun until_best(problem, Form::plain, encryption, options, shorter);
  CHECK(until_best.go() == End::finished);
  CHECK(test::weights(sample.trainer.model(), encryption) ==
        test::weights(until_best.trainer.model(), encryption));
}

TEST_CASE("early stopping is refused where the loss is a ciphertext") {
  test::Encryption encryption;
  const test::Problem problem = test::regression();
  auto plan = test::plan_of(0.1, 2);
  plan.early_stopping = 1;
  CHECK_THROWS_AS(
      test::SampleRun(problem, Form::decoy, encryption, test::trainer_options(problem, "sgd"), plan),
      UsageError);
}

TEST_CASE("weights that are not finite end the training") {
  test::Encryption encryption;
  const test::Problem problem = test::regression();
  for (const Form form : {Form::plain, Form::uniform}) {
    test::SampleRun sample(problem, form, encryption, test::trainer_options(problem, "sgd"),
                           test::plan_of(1e200, 3));
    CHECK_THROWS_AS(sample.go(), nn::DivergedError);
    CHECK_THROWS_AS(sample.run.state(), nn::DivergedError);
  }
}
