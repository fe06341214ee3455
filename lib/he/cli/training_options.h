#pragma once

#include <optional>
#include <string>

#include "he/cli/tool.h"
#include "he/nn/checkpoint.h"

namespace he::cli {

/// The options of a training: what is made small, how, how long, and how it survives an interruption.
class TrainingOptions {
 public:
  void add_to(Tool& tool);
  /// Throws UsageError where options do not go together. Call it before the others.
  void check() const;

  nn::TrainerOptions trainer() const;
  nn::TrainingPlan plan() const;
  /// All that changes the numbers, but data and network.
  nn::TrainingConditions conditions() const;

  const std::string& loss() const { return trainer_.loss; }
  std::uint64_t seed() const { return trainer_.seed; }
  std::size_t memory() const { return memory_; }
  /// The share of the records that --validation sets apart, if it is a share.
  std::optional<double> validation_share() const;
  /// --validation where it is a file, else empty.
  std::string validation_file() const;

  const std::string& checkpoint() const { return checkpoint_; }
  double checkpoint_seconds() const { return 60 * checkpoint_minutes_; }
  bool resume() const { return resume_; }

 private:
  void add_learning(Tool& tool);
  void add_course(Tool& tool);
  void add_checkpoints(Tool& tool);
  double rate() const;

  const Tool* tool_ = nullptr;
  nn::TrainerOptions trainer_;
  nn::TrainingPlan plan_;
  double rate_ = 0;
  std::string validation_, checkpoint_;
  double checkpoint_minutes_ = 10;
  bool resume_ = false;
  std::size_t memory_ = 0;
};

}  // namespace he::cli
