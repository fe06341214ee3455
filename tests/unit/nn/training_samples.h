#pragma once

#include "he/nn/training_run.h"
#include "stats/memory_source.h"
#include "support/training.h"

/// Small trainings, plain and encrypted, for the tests of runs and checkpoints.
namespace he::test {

struct Problem {
  io::ModelDescription model;
  std::string loss;
  std::size_t records, inputs, outputs;
  std::vector<double> x, y;
};

/// A smooth function of four numbers, two outputs.
inline Problem regression() {
  Problem problem{model_of({4}, {dense(4, 8, "tanh", 1), dense(8, 2, "linear", 2)}), "mse", 90, 4, 2, {}, {}};
  problem.x = normal_numbers(90 * 4, 3);
  for (std::size_t i = 0; i < 90; ++i) {
    const double* x = &problem.x[4 * i];
    problem.y.push_back(std::sin(x[0]) + 0.5 * x[1]);
    problem.y.push_back(x[2] * x[3]);
  }
  return problem;
}

/// Three classes by the largest of three sums, one-hot.
inline Problem classification() {
  Problem problem{
      model_of({4}, {dense(4, 8, "tanh", 4), dense(8, 3, "softmax", 5)}), "cce", 90, 4, 3, {}, {}};
  problem.x = normal_numbers(90 * 4, 6);
  for (std::size_t i = 0; i < 90; ++i) {
    const double* x = &problem.x[4 * i];
    const double scores[] = {x[0], x[1] - x[3], x[2]};
    const auto best = std::max_element(scores, scores + 3) - scores;
    for (int k = 0; k < 3; ++k) problem.y.push_back(k == best ? 1 : 0);
  }
  return problem;
}

enum class Form { plain, uniform, decoy };

/// The problem as a set of records: plain, or encrypted with these masks.
inline MemorySource source_of(const Problem& problem, Form form, Encryption& encryption) {
  io::DatasetInfo info;
  info.x.shape = {problem.inputs};
  info.y = io::Field{{problem.outputs}, {}};
  io::Records records{0, problem.records, problem.x, problem.y, {}, {}};
  if (form != Form::plain) {
    const bool decoy = form == Form::decoy;
    const auto encrypt = [&](const std::vector<double>& values, std::size_t features) {
      return decoy ? encryption.encrypt_with_decoys(values, features) : encryption.encrypt(values, features);
    };
    info.scheme = encryption.scheme();
    info.x.layout = info.y->layout = schemes::make_evaluator(info.scheme)->layout();
    records.x = encrypt(problem.x, problem.inputs);
    records.y = encrypt(problem.y, problem.outputs);
  }
  return MemorySource("records", info, records);
}

/// A run over a problem: the last ten records validate.
struct SampleRun {
  SampleRun(const Problem& problem, Form form, Encryption& encryption, const nn::TrainerOptions& options,
            const nn::TrainingPlan& plan)
      : source(source_of(problem, form, encryption)),
        evaluator(schemes::make_evaluator(source.info().scheme)),
        trainer(problem.model, *evaluator, options),
        data(source, 0, problem.records - 10, 1u << 20, options.seed),
        validation(source, problem.records - 10, 10, 1u << 20, options.seed),
        run(trainer, *evaluator, data, &validation, plan) {}

  /// Goes on until so many updates are done.
  nn::TrainingRun::End go(std::size_t updates = SIZE_MAX) {
    return run.run([&](const nn::TrainingProgress& at) { return at.steps < updates; });
  }

  MemorySource source;
  std::unique_ptr<Evaluator> evaluator;
  nn::Trainer trainer;
  nn::TrainingData data, validation;
  nn::TrainingRun run;
};

inline nn::TrainerOptions trainer_options(const Problem& problem, const std::string& optimizer) {
  nn::TrainerOptions options;
  options.loss = problem.loss;
  options.optimizer.name = optimizer;
  options.seed = 11;
  return options;
}

inline nn::TrainingPlan plan_of(double rate, std::size_t epochs) {
  nn::TrainingPlan plan;
  plan.epochs = epochs;
  plan.batch = 16;  // 80 records: 5 updates an epoch
  plan.schedule.rate = rate;
  return plan;
}

}  // namespace he::test
