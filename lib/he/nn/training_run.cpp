#include "he/nn/training_run.h"

#include <fmt/format.h>

#include <cmath>

#include <algorithm>

#include "he/error.h"

namespace he::nn {
namespace {

/// Updates between two looks for weights that are not finite.
constexpr std::size_t kFiniteEvery = 100;

}  // namespace

TrainingRun::TrainingRun(Trainer& trainer, const Evaluator& evaluator, TrainingData& data,
                         TrainingData* validation, const TrainingPlan& plan)
    : trainer_(trainer),
      evaluator_(evaluator),
      training_(*evaluator.training()),
      data_(data),
      validation_(validation),
      plan_(plan),
      batches_(data.batches(plan.batch)),
      sum_(training_.encode(std::vector<double>{0}, 1, {1})) {
  constexpr double most_updates = 4e9,
                   most_epochs = 1 << 24;  // what counters and streams of random numbers bear
  if (static_cast<double>(plan.epochs) * static_cast<double>(batches_) > most_updates ||
      static_cast<double>(plan.epochs) > most_epochs)
    throw UsageError(
        fmt::format("{} epochs of {} updates are more than this program can count", plan.epochs, batches_));
  if (plan.early_stopping > 0 && !evaluator.scheme().plain())
    throw UsageError(
        "--early-stopping needs the loss, which is a ciphertext here that only the key holder can read; "
        "train for a "
        "fixed number of epochs and decrypt the learning curve");
  state_.curve.columns = {"loss"};
  if (validation) state_.curve.columns.push_back("validation_loss");
}

TrainingProgress TrainingRun::progress() const {
  return {state_.epoch, state_.batch, batches_, trainer_.steps(), plan_.epochs * batches_};
}

TrainingRun::End TrainingRun::run(const std::function<bool(const TrainingProgress&)>& observe) {
  while (state_.epoch < plan_.epochs && !stops_early())
    if (!run_epoch(observe) && state_.epoch < plan_.epochs && !stops_early()) return End::interrupted;
  restore_best();
  return stops_early() ? End::stopped_early : End::finished;
}

bool TrainingRun::run_epoch(const std::function<bool(const TrainingProgress&)>& observe) {
  const Network& network = trainer_.network();
  data_.begin(static_cast<std::uint32_t>(state_.epoch), plan_.batch, true, state_.batch);
  while (state_.batch < batches_) {
    const io::Records records = data_.next();
    const double rate = plan_.schedule.at(trainer_.steps(), plan_.epochs * batches_, state_.epoch);
    const Tensor loss = trainer_.step(load(records.x, records.count, network.input_shape()),
                                      load(records.y, records.count, network.output_shape()), rate);
    sum_ = training_.axpby(1, std::move(sum_), static_cast<double>(records.count), loss);
    if (++state_.batch % kFiniteEvery == 0) require_finite();
    if (state_.batch == batches_) finish_epoch();
    if (!observe(progress())) return false;
    if (state_.batch == 0) break;
  }
  return true;
}

/// Writes the losses of the epoch down and goes to the next one.
void TrainingRun::finish_epoch() {
  require_finite();
  const auto append = [&](const Tensor& loss) {
    std::vector<double> payload(evaluator_.layout().numbers(1, {1}));
    evaluator_.store(loss, payload);
    state_.curve.values.insert(state_.curve.values.end(), payload.begin(), payload.end());
  };
  append(training_.axpby(1 / static_cast<double>(data_.records()), std::move(sum_), 0,
                         training_.encode(std::vector<double>{0}, 1, {1})));
  if (validation_) append(validation_loss());
  ++state_.curve.epochs;
  if (plan_.early_stopping > 0) note_improvement();
  ++state_.epoch;
  state_.batch = 0;
  sum_ = training_.encode(std::vector<double>{0}, 1, {1});
}

Tensor TrainingRun::validation_loss() {
  const Network& network = trainer_.network();
  Tensor sum = training_.encode(std::vector<double>{0}, 1, {1});
  validation_->begin(0, plan_.batch, false);
  for (io::Records records = validation_->next(); records.count > 0; records = validation_->next()) {
    const Tensor loss = trainer_.loss(load(records.x, records.count, network.input_shape()),
                                      load(records.y, records.count, network.output_shape()));
    const double share = static_cast<double>(records.count) / static_cast<double>(validation_->records());
    sum = training_.axpby(1, std::move(sum), share, loss);
  }
  return sum;
}

/// Keeps the weights of the best epoch.
void TrainingRun::note_improvement() {
  const double loss = state_.curve.values.back();
  if (std::isnan(loss))
    throw DataError(
        "the loss that --early-stopping watches is not a number: look for missing values in the data");
  if (!state_.best.empty() && loss >= state_.best_loss) {
    ++state_.epochs_without_improvement;
    return;
  }
  state_.best_loss = loss;
  state_.epochs_without_improvement = 0;
  state_.best.clear();
  for (const Tensor* tensor : trainer_.state()) state_.best.push_back(training_.snapshot(*tensor));
}

bool TrainingRun::stops_early() const {
  return plan_.early_stopping > 0 && state_.epochs_without_improvement >= plan_.early_stopping;
}

void TrainingRun::restore_best() {
  const std::vector<Tensor*> own = trainer_.state();
  for (std::size_t i = 0; i < state_.best.size(); ++i) training_.restore(*own[i], state_.best[i]);
}

void TrainingRun::require_finite() const {
  if (!trainer_.finite())
    throw DivergedError(
        fmt::format("a weight became infinite or not a number by update {} (epoch {}): use a smaller "
                    "--learning-rate, --clip, or "
                    "standardised data{}",
                    trainer_.steps(), state_.epoch + 1,
                    evaluator_.scheme().plain()
                        ? ""
                        : "; under encryption the mask channel may be what diverged (--mask decoy)"));
}

Tensor TrainingRun::load(const std::vector<double>& payload, std::size_t records, const Shape& shape) const {
  return evaluator_.load(payload, records, shape);
}

std::vector<Tensor*> TrainingRun::tensors() {
  std::vector<Tensor*> all = trainer_.state();
  all.push_back(&sum_);
  return all;
}

TrainingState TrainingRun::state() {
  require_finite();
  TrainingState state = state_;
  state.steps = trainer_.steps();
  for (const Tensor* tensor : tensors()) state.tensors.push_back(training_.snapshot(*tensor));
  return state;
}

void TrainingRun::resume(const TrainingState& state) {
  const std::vector<Tensor*> mine = tensors();
  const auto sized_as = [&](const std::vector<std::vector<double>>& images,
                            const std::vector<Tensor*>& tensors_of) {
    for (std::size_t i = 0; i < images.size(); ++i)
      if (images[i].size() != training_.snapshot(*tensors_of[i]).size()) return false;
    return true;
  };
  const bool fits =
      state.tensors.size() == mine.size() &&
      (state.best.empty() || state.best.size() == trainer_.state().size()) && state.epoch <= plan_.epochs &&
      state.batch < batches_ && state.steps == state.epoch * batches_ + state.batch &&
      state.curve.epochs == state.epoch && state.curve.columns == state_.curve.columns &&
      state.curve.values.size() == evaluator_.layout().numbers(1, {state.epoch * state.curve.columns.size()});
  if (!fits || !sized_as(state.tensors, mine) || !sized_as(state.best, trainer_.state()))
    throw DataError("the state is of another network, optimizer, data or plan");
  for (std::size_t i = 0; i < mine.size(); ++i) training_.restore(*mine[i], state.tensors[i]);
  state_ = state;
  state_.tensors.clear();
  trainer_.resume(state.steps);
}

}  // namespace he::nn
