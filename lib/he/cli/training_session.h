#pragma once

#include "he/cli/tool.h"
#include "he/cli/training_options.h"
#include "he/nn/training_run.h"

namespace he::cli {

/// Runs a training under the eyes of a user: progress, a line for every epoch with --verbose, checkpoints
/// every so many minutes, and an end that loses nothing where SIGINT or SIGTERM asks for one.
class TrainingSession {
 public:
  /// All must outlive the session.
  TrainingSession(Tool& tool, const TrainingOptions& options, nn::TrainingRun& run, const SchemeInfo& scheme,
                  const nn::TrainingConditions& conditions);

  /// Continues from the checkpoint where --resume says so and there is one.
  void resume();
  /// Trains to the end. Throws IoError where it was interrupted, nn::DivergedError.
  nn::TrainingRun::End train();

 private:
  void report_epoch();
  void save();
  [[noreturn]] void stop();

  Tool& tool_;
  const TrainingOptions& options_;
  nn::TrainingRun& run_;
  const SchemeInfo& scheme_;
  const nn::TrainingConditions& conditions_;
  bool saved_ = false;  ///< a checkpoint of this training is on file
  std::size_t epochs_reported_ = 0;
};

/// "loss 0.123, validation_loss 0.2" of the last epoch of a plain curve; that it is encrypted for another.
std::string last_losses(const io::LearningCurve& curve, bool plain);

}  // namespace he::cli
