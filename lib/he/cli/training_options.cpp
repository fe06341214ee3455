#include "he/cli/training_options.h"

#include <charconv>

#include "he/cli/process.h"

namespace he::cli {
namespace {

constexpr const char* kLearning = "Learning";
constexpr const char* kCourse = "Course of the training";
constexpr const char* kCheckpoints = "Checkpoints";

}  // namespace

void TrainingOptions::add_to(Tool& tool) {
  tool_ = &tool;
  trainer_.optimizer.name = "adam";
  memory_ = physical_memory() / 2;
  add_learning(tool);
  add_course(tool);
  add_checkpoints(tool);
}

void TrainingOptions::add_learning(Tool& tool) {
  const auto add = [&](const std::string& name, auto& value, const std::string& text) {
    return tool.options().add(name, value, text).group(kLearning);
  };
  add("--loss", trainer_.loss, "mean squared error, binary or categorical cross-entropy")
      .one_of({"mse", "bce", "cce"})
      .required();
  add("--optimizer", trainer_.optimizer.name, "rule by which gradients change the weights")
      .one_of({"sgd", "momentum", "nesterov", "adam"})
      .default_text("adam");
  add("--learning-rate", rate_, "learning rate at the beginning (default: 0.001 for adam, else 0.01)")
      .type_name("X")
      .above(0);
  add("--schedule", plan_.schedule.name, "how the learning rate changes")
      .one_of({"constant", "step", "cosine"})
      .default_text("constant");
  add("--step-factor", plan_.schedule.factor, "schedule step: multiply the learning rate by X at every step")
      .type_name("X")
      .above(0)
      .default_text("0.1");
  add("--step-epochs", plan_.schedule.every, "schedule step: make a step after every N epochs")
      .type_name("N")
      .at_least(1)
      .default_text("10");
  add("--momentum", trainer_.optimizer.momentum, "momentum of the optimizers momentum and nesterov")
      .type_name("X")
      .at_least(0)
      .default_text("0.9");
  add("--l2", trainer_.l2, "add X times the sum of the squares of all kernels to the loss")
      .type_name("X")
      .at_least(0);
  add("--clip", trainer_.clip, "cut each number of a gradient to [-X, X]").type_name("X").above(0);
}

void TrainingOptions::add_course(Tool& tool) {
  const auto add = [&](const std::string& name, auto& value, const std::string& text) {
    return tool.options().add(name, value, text).group(kCourse);
  };
  add("--epochs", plan_.epochs, "how many times every record is used")
      .type_name("N")
      .at_least(1)
      .default_text("10");
  add("--batch", plan_.batch, "records in one update").type_name("N").at_least(1).default_text("32");
  add("--seed", trainer_.seed, "seed of initial weights, order of records and Dropout; it is not secret")
      .type_name("S")
      .default_text("0");
  add("--validation", validation_,
      "also report the loss on records that are not trained on: the last SHARE of the data, or a file")
      .type_name("SHARE|FILE");
  add("--early-stopping", plan_.early_stopping,
      "plain data only: stop after N epochs without a smaller loss and keep the weights of the best epoch; "
      "with --validation, its loss counts")
      .type_name("N")
      .at_least(1);
  add("--memory", memory_,
      "memory for the data, such as 4G; larger data are read in parts (default: half of the memory)")
      .bytes()
      .at_least(1);
}

void TrainingOptions::add_checkpoints(Tool& tool) {
  tool.add_output("--checkpoint", checkpoint_,
                  "file from which an interrupted training continues; it stays when the training is done")
      .group(kCheckpoints);
  tool.options()
      .add("--checkpoint-every", checkpoint_minutes_,
           "time between two checkpoints; 0 writes one after every update")
      .type_name("MINUTES")
      .at_least(0)
      .default_text("10")
      .group(kCheckpoints);
  tool.options()
      .add_flag("--resume", resume_, "continue from the checkpoint; begin if there is none yet")
      .group(kCheckpoints);
}

void TrainingOptions::check() const {
  const auto wants = [&](const char* option, bool holds, const char* wanted) {
    if (tool_->given(option) && !holds)
      throw UsageError(std::string(option) + " goes with " + wanted + " only");
  };
  const std::string& optimizer = trainer_.optimizer.name;
  const bool steps = plan_.schedule.name == "step";
  wants("--step-factor", steps, "--schedule step");
  wants("--step-epochs", steps, "--schedule step");
  wants("--momentum", optimizer == "momentum" || optimizer == "nesterov", "--optimizer momentum or nesterov");
  wants("--checkpoint-every", !checkpoint_.empty(), "--checkpoint");
  wants("--resume", !checkpoint_.empty(), "--checkpoint");
  if (checkpoint_ == "-") throw UsageError("--checkpoint: a checkpoint is a file, not standard output");
  const std::optional<double> share = validation_share();
  if (share && !(*share > 0 && *share < 1))
    throw UsageError("--validation: '" + validation_ + "' is no share between 0 and 1");
}

double TrainingOptions::rate() const {
  if (tool_->given("--learning-rate")) return rate_;
  return trainer_.optimizer.name == "adam" ? 0.001 : 0.01;
}

nn::TrainerOptions TrainingOptions::trainer() const { return trainer_; }

nn::TrainingPlan TrainingOptions::plan() const {
  nn::TrainingPlan plan = plan_;
  plan.schedule.rate = rate();
  return plan;
}

nn::TrainingConditions TrainingOptions::conditions() const {
  return {{"--loss", trainer_.loss},
          {"--optimizer", trainer_.optimizer.name},
          {"--learning-rate", rate()},
          {"--schedule", plan_.schedule.name},
          {"--step-factor", plan_.schedule.factor},
          {"--step-epochs", plan_.schedule.every},
          {"--momentum", trainer_.optimizer.momentum},
          {"--l2", trainer_.l2},
          {"--clip", trainer_.clip},
          {"--epochs", plan_.epochs},
          {"--batch", plan_.batch},
          {"--seed", trainer_.seed},
          {"--validation", validation_file().empty() ? validation_ : "a file"},
          {"--early-stopping", plan_.early_stopping}};
}

std::optional<double> TrainingOptions::validation_share() const {
  double share = 0;
  const char* end = validation_.data() + validation_.size();
  const auto [last, error] = std::from_chars(validation_.data(), end, share);
  if (validation_.empty() || error != std::errc() || last != end) return std::nullopt;
  return share;
}

std::string TrainingOptions::validation_file() const { return validation_share() ? "" : validation_; }

}  // namespace he::cli
