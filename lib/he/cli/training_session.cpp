#include "he/cli/training_session.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "he/cli/interruption.h"
#include "he/cli/progress.h"
#include "he/io/files/checkpoint.h"

namespace he::cli {
namespace {

using Clock = std::chrono::steady_clock;
using End = nn::TrainingRun::End;

std::string stage_of(const nn::TrainingProgress& at, const nn::TrainingRun& run, std::size_t epochs,
                     bool plain) {
  std::string text = fmt::format("training  epoch {} of {}", std::min(at.epoch + 1, epochs), epochs);
  if (plain && at.epoch > 0) text += "  " + last_losses(run.curve(), plain);
  return text;
}

}  // namespace

std::string last_losses(const io::LearningCurve& curve, bool plain) {
  if (!plain) return "loss is encrypted";
  std::string text;
  const std::size_t columns = curve.columns.size();
  for (std::size_t i = 0; i < columns && curve.epochs > 0; ++i)
    text += fmt::format("{}{} {:.6g}", i ? ", " : "", curve.columns[i],
                        curve.values[(curve.epochs - 1) * columns + i]);
  return text;
}

TrainingSession::TrainingSession(Tool& tool, const TrainingOptions& options, nn::TrainingRun& run,
                                 const SchemeInfo& scheme, const nn::TrainingConditions& conditions)
    : tool_(tool), options_(options), run_(run), scheme_(scheme), conditions_(conditions) {}

void TrainingSession::resume() {
  const std::string& path = options_.checkpoint();
  if (path.empty()) return;
  const bool there = std::filesystem::exists(path);
  if (!options_.resume()) {
    if (there) {
      io::require_checkpoint(path);
      tool_.report().warning(path +
                             ": this training will replace the checkpoint; --resume continues from it");
    }
    return;
  }
  if (!there) return tool_.report().note(path + ": there is no checkpoint yet, so the training begins");
  nn::resume(run_, path, scheme_, conditions_);
  saved_ = true;
  const nn::TrainingProgress at = run_.progress();
  epochs_reported_ = at.epoch;
  if (at.steps == at.all_steps)
    return tool_.report().note(
        fmt::format("{}: this training is complete; the model is written from it", path));
  tool_.report().note(
      fmt::format("{}: continuing after epoch {}, update {} of {}", path, at.epoch, at.steps, at.all_steps));
}

End TrainingSession::train() {
  const Interruption interruption;
  const nn::TrainingProgress from = run_.progress();
  Progress progress(tool_.report(), "training", from.all_steps, "updates", from.steps);
  Clock::time_point saved_at = Clock::now();
  const auto observe = [&](const nn::TrainingProgress& at) {
    progress.describe(stage_of(at, run_, options_.plan().epochs, scheme_.plain()));
    progress.advance(1);
    report_epoch();
    const std::chrono::duration<double> since = Clock::now() - saved_at;
    return !interruption.requested() &&
           (options_.checkpoint().empty() || since.count() < options_.checkpoint_seconds());
  };
  try {
    for (;;) {
      End end;
      {
        const auto span = tool_.stages().measure("train");
        end = run_.run(observe);
      }
      save();
      if (end != End::interrupted) return end;
      if (interruption.requested()) stop();
      saved_at = Clock::now();
    }
  } catch (const nn::DivergedError& error) {
    if (!saved_) throw;
    throw nn::DivergedError(std::string(error.what()) + "; the last good checkpoint is " +
                            options_.checkpoint());
  }
}

void TrainingSession::report_epoch() {
  const io::LearningCurve& curve = run_.curve();
  if (curve.epochs == epochs_reported_) return;
  epochs_reported_ = curve.epochs;
  tool_.report().detail(fmt::format("epoch {} of {}: {}", curve.epochs, options_.plan().epochs,
                                    last_losses(curve, scheme_.plain())));
}

void TrainingSession::save() {
  if (options_.checkpoint().empty()) return;
  const auto span = tool_.stages().measure("checkpoint");
  nn::write_checkpoint(options_.checkpoint(), run_, scheme_, conditions_);
  saved_ = true;
}

void TrainingSession::stop() {
  const nn::TrainingProgress at = run_.progress();
  throw IoError(fmt::format(
      "interrupted after epoch {}, update {}; {}", at.epoch, at.steps,
      saved_ ? "continue with --resume" : "nothing is kept: give --checkpoint to be able to continue"));
}

}  // namespace he::cli
