#pragma once

#include <functional>

#include "he/error.h"
#include "he/io/models/model.h"
#include "he/nn/schedule.h"
#include "he/nn/trainer.h"
#include "he/nn/training_data.h"

namespace he::nn {

struct TrainingPlan {
  std::size_t epochs = 10;
  std::size_t batch = 32;
  Schedule schedule;
  /// Plain only: ends after so many epochs without a smaller loss (of the validation data where there are
  /// any), and in any case with the weights of the best epoch; 0: never.
  std::size_t early_stopping = 0;
};

/// Where a training is.
struct TrainingProgress {
  std::size_t epoch = 0;  ///< epochs finished
  std::size_t batch = 0;  ///< of the current epoch
  std::size_t batches = 0;
  std::size_t steps = 0, all_steps = 0;
};

/// A weight became infinite or not a number, in any channel.
class DivergedError : public DataError {
 public:
  using DataError::DataError;
};

/// All that a run needs to continue as if it had never stopped.
struct TrainingState {
  std::size_t epoch = 0, batch = 0;
  std::uint32_t steps = 0;
  io::LearningCurve curve;  ///< "loss" and perhaps "validation_loss", the means of each epoch
  std::vector<std::vector<double>>
      tensors;                            ///< images of weights, moments, and the sum of the epoch's losses
  std::vector<std::vector<double>> best;  ///< early stopping: images of weights and moments of the best epoch
  std::size_t epochs_without_improvement = 0;
  double best_loss = 0;
};

/// A training from the first epoch to the last.
class TrainingRun {
 public:
  /// `validation` may be null. All must outlive the run. Throws UsageError where early stopping is asked for
  /// and the loss is a ciphertext.
  TrainingRun(Trainer& trainer, const Evaluator& evaluator, TrainingData& data, TrainingData* validation,
              const TrainingPlan& plan);

  enum class End { finished, stopped_early, interrupted };
  /// Calls `observe` after every batch; where it returns false the run is interrupted, and another call
  /// continues it. Throws DivergedError.
  End run(const std::function<bool(const TrainingProgress&)>& observe);

  const io::LearningCurve& curve() const { return state_.curve; }
  TrainingProgress progress() const;
  /// Throws DivergedError: what cannot be continued is not worth keeping.
  TrainingState state();
  /// Throws DataError where the state is of another network or plan.
  void resume(const TrainingState& state);

 private:
  bool run_epoch(const std::function<bool(const TrainingProgress&)>& observe);
  void finish_epoch();
  Tensor validation_loss();
  void note_improvement();
  bool stops_early() const;
  void restore_best();
  void require_finite() const;
  Tensor load(const std::vector<double>& payload, std::size_t records, const Shape& shape) const;
  std::vector<Tensor*> tensors();

  Trainer& trainer_;
  const Evaluator& evaluator_;
  const TrainingEvaluator& training_;
  TrainingData& data_;
  TrainingData* validation_;
  TrainingPlan plan_;
  std::size_t batches_;  ///< an epoch
  Tensor sum_;           ///< of the losses of the epoch's records
  TrainingState state_;
};

}  // namespace he::nn
