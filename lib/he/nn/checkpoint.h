#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "he/nn/training_run.h"

namespace he::nn {

/// All that changes the numbers of a training, by the names that its user knows: "--learning-rate", "the
/// records of the data" …
using TrainingConditions = nlohmann::ordered_json;

/// Adds what is to be known of the data: number and shape of the records, and a fingerprint of some of the
/// first and last. `what` names the data: "the data".
void add_conditions(TrainingConditions& conditions, const std::string& what, io::RecordSource& source,
                    const TrainingData& data);

/// Writes the state of a run, atomically. Throws DivergedError where it is not worth keeping.
void write_checkpoint(const std::string& path, TrainingRun& run, const SchemeInfo& scheme,
                      const TrainingConditions& conditions);

/// Continues a run that has not begun where the checkpoint stopped. Throws KeyError where the checkpoint is
/// of another key, UsageError naming the first condition that differs, DataError where the file is damaged.
void resume(TrainingRun& run, const std::string& path, const SchemeInfo& scheme,
            const TrainingConditions& conditions);

}  // namespace he::nn
