#include <benchmark/benchmark.h>

#include <memory>

#include "benchmarks.h"
#include "he/nn/trainer.h"
#include "networks.h"
#include "row.h"
#include "support/encryption.h"

namespace he::benchmarks {
namespace {

/// A network in training under one evaluator, with a batch in memory.
struct Training {
  Training(const io::ModelDescription& model, std::unique_ptr<Evaluator> e, const nn::TrainerOptions& options,
           const std::vector<double>& inputs, const std::vector<double>& targets, std::size_t batch)
      : evaluator(std::move(e)),
        trainer(model, *evaluator, options),
        x(evaluator->load(inputs, batch, trainer.network().input_shape())),
        y(evaluator->load(targets, batch, trainer.network().output_shape())) {}
  std::unique_ptr<Evaluator> evaluator;
  nn::Trainer trainer;
  Tensor x, y;
};

Row::Work step_of(std::shared_ptr<Training> training) {
  return [training] {
    const Tensor loss = training->trainer.step(training->x, training->y, 1e-4);
    benchmark::DoNotOptimize(&loss);
  };
}

void register_training_of(const std::string& network, const io::ModelDescription& model, std::size_t outputs,
                          const std::string& optimizer, std::size_t batch) {
  static test::Encryption encryption;
  const std::size_t features = element_count(model.input_shape);
  const std::vector<double> x = test::normal_numbers(features * batch, 1);
  std::vector<double> y(outputs * batch, 0.0);
  for (std::size_t i = 0; i < batch; ++i) y[i * outputs + i % outputs] = 1;
  nn::TrainerOptions options;
  options.loss = "cce";
  options.optimizer.name = optimizer;
  Row row(network + ", training with " + optimizer + ", batch " + std::to_string(batch), batch);
  const auto add = [&](const std::string& column, std::unique_ptr<Evaluator> evaluator,
                       const std::vector<double>& inputs, const std::vector<double>& targets) {
    row.add(column, step_of(std::make_shared<Training>(model, std::move(evaluator), options, inputs, targets,
                                                       batch)));
  };
  add("plain", schemes::make_evaluator({}), x, y);
  add("MORE, plane", schemes::make_evaluator(encryption.scheme()), encryption.encrypt(x, features),
      encryption.encrypt(y, outputs));
  static test::Encryption hybrid(1, 3);
  add("Hybrid MORE, degree 3", schemes::make_evaluator(hybrid.scheme()), hybrid.encrypt(x, features),
      hybrid.encrypt(y, outputs));
}

}  // namespace

void register_training() {
  for (const char* optimizer : {"sgd", "adam"}) {
    register_training_of("784-100-10 sigmoid", mnist_mlp(), 10, optimizer, 128);
    register_training_of("LeNet-5 32x32 tanh", lenet5(), 10, optimizer, 128);
  }
}

}  // namespace he::benchmarks
