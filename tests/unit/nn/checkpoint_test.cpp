// Checkpoints: a training continues bit for bit, and only the training that wrote them.

#include "he/nn/checkpoint.h"

#include <doctest/doctest.h>

#include "he/io/files/checkpoint.h"
#include "io/scratch_folder.h"
#include "nn/training_samples.h"

using namespace he;
using io::test::contains;
using test::Form;

namespace {

const nn::TrainingConditions conditions = {{"--epochs", 4}, {"--l2", 0.5}};

/// The message of what a resume throws.
template <class Error>
std::string refusal(test::SampleRun& sample, const std::string& path,
                    const nn::TrainingConditions& now = conditions) {
  try {
    nn::resume(sample.run, path, sample.evaluator->scheme(), now);
  } catch (const Error& error) {
    return error.what();
  }
  return "not refused";
}

}  // namespace

TEST_CASE("a training continued from its checkpoint has every bit of one that never stopped") {
  const io::test::ScratchFolder folder;
  test::Encryption encryption;
  const test::Problem problem = test::classification();
  for (const Form form : {Form::plain, Form::uniform}) {
    // Encrypted twice, records would differ: both runs read the same ones.
    for (const std::string optimizer : {"sgd", "nesterov", "adam"}) {
      for (const std::size_t stop : {1u, 5u, 13u}) {
        CAPTURE(optimizer);
        CAPTURE(stop);
        const auto options = test::trainer_options(problem, optimizer);
        const std::size_t degree = stop == 5 ? 3 : 1;  // both MORE and Hybrid MORE
        test::Encryption first(5, degree), second(5, degree);
        test::SampleRun whole(problem, form, first, options, test::plan_of(0.02, 4));
        whole.go(stop);
        const std::string path = folder.file("run.h5");
        nn::write_checkpoint(path, whole.run, whole.evaluator->scheme(), conditions);
        whole.go();

        test::SampleRun resumed(problem, form, second, options, test::plan_of(0.02, 4));
        nn::resume(resumed.run, path, resumed.evaluator->scheme(), conditions);
        CHECK(resumed.run.progress().steps == stop);
        resumed.go();
        CHECK(resumed.run.state().tensors == whole.run.state().tensors);
        CHECK(resumed.run.curve().values == whole.run.curve().values);
      }
    }
  }
}

TEST_CASE("early stopping continues with its best weights and its patience") {
  const io::test::ScratchFolder folder;
  test::Encryption encryption;
  const test::Problem problem = test::regression();
  const auto options = test::trainer_options(problem, "adam");
  auto plan = test::plan_of(0.3, 200);
  plan.early_stopping = 3;
  test::SampleRun whole(problem, Form::plain, encryption, options, plan);
  REQUIRE(whole.go() == nn::TrainingRun::End::stopped_early);
  const std::size_t updates = whole.trainer.steps();
  for (const std::size_t before : {1u, 5u, 8u, 10u}) {  // 5 updates an epoch
    test::SampleRun stopped(problem, Form::plain, encryption, options, plan);
    stopped.go(updates - before);
    nn::write_checkpoint(folder.file("run.h5"), stopped.run, {}, conditions);
    test::SampleRun resumed(problem, Form::plain, encryption, options, plan);
    nn::resume(resumed.run, folder.file("run.h5"), {}, conditions);
    CHECK(resumed.go() == nn::TrainingRun::End::stopped_early);
    CHECK(resumed.trainer.steps() == updates);
    CHECK(test::weights(resumed.trainer.model(), encryption) ==
          test::weights(whole.trainer.model(), encryption));
  }
}

TEST_CASE("a checkpoint of something else is refused by name") {
  const io::test::ScratchFolder folder;
  const std::string path = folder.file("run.h5");
  test::Encryption encryption, other(2);
  const test::Problem problem = test::regression();
  const auto options = test::trainer_options(problem, "adam");
  const auto plan = test::plan_of(0.02, 4);
  test::SampleRun written(problem, Form::uniform, encryption, options, plan);
  written.go(3);
  nn::write_checkpoint(path, written.run, written.evaluator->scheme(), conditions);

  SUBCASE("another option") {
    test::SampleRun sample(problem, Form::uniform, encryption, options, plan);
    const std::string text = refusal<UsageError>(sample, path, {{"--epochs", 4}, {"--l2", 0.25}});
    CHECK(contains(text, path + ": "));
    CHECK(contains(text, "--l2: 0.5 then, 0.25 now"));
  }
  SUBCASE("an option that it does not know") {
    test::SampleRun sample(problem, Form::uniform, encryption, options, plan);
    CHECK(contains(refusal<UsageError>(sample, path, {{"--clip", 1}}), "--clip: nothing then, 1 now"));
  }
  SUBCASE("another key") {
    test::SampleRun sample(problem, Form::uniform, other, options, plan);
    const std::string text = refusal<KeyError>(sample, path);
    CHECK(contains(text, encryption.scheme().key_id));
    CHECK(contains(text, other.scheme().key_id));
  }
  SUBCASE("plain data") {
    test::SampleRun sample(problem, Form::plain, encryption, options, plan);
    CHECK(contains(refusal<KeyError>(sample, path), "the data are plain"));
  }
  SUBCASE("another network behind the same conditions") {
    test::SampleRun sample(problem, Form::uniform, encryption, test::trainer_options(problem, "sgd"), plan);
    CHECK(contains(refusal<DataError>(sample, path), "another network, optimizer, data or plan"));
  }
  SUBCASE("numbers that cannot be") {
    for (const auto& [name, values] :
         std::map<std::string, std::vector<double>>{{"counters", {-1, 0, 3, 0, 0}},
                                                    {"counters", {0, 3, 4, 0, 0}},
                                                    {"tensors/0", {1}},
                                                    {"best/0", {1}}}) {
      io::Checkpoint damaged = io::read_checkpoint(path);
      damaged.arrays[name] = values;
      io::write_checkpoint(folder.file("damaged.h5"), damaged);
      test::SampleRun sample(problem, Form::uniform, encryption, options, plan);
      CHECK(contains(refusal<DataError>(sample, folder.file("damaged.h5")), "damaged.h5: "));
    }
  }
}

TEST_CASE("a run that diverged writes no checkpoint") {
  const io::test::ScratchFolder folder;
  test::Encryption encryption;
  const test::Problem problem = test::regression();
  test::SampleRun sample(problem, Form::plain, encryption, test::trainer_options(problem, "sgd"),
                         test::plan_of(1e200, 3));
  CHECK_THROWS_AS(sample.go(), nn::DivergedError);
  CHECK_THROWS_AS(nn::write_checkpoint(folder.file("run.h5"), sample.run, {}, conditions), nn::DivergedError);
  CHECK_FALSE(std::filesystem::exists(folder.file("run.h5")));
}
