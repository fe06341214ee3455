// How far the weights of an encrypted training drift from those of its plain twin: 20,000 updates of a
// 6-24-24-3 network, for both activations, optimisers and masks. Prints the table of docs/training.md.

#include <fmt/format.h>

#include <cstdlib>

#include "he/nn/public_random.h"
#include "support/training.h"

using namespace he;

namespace {

constexpr std::size_t kRecords = 512, kBatch = 32, kFeatures = 6, kTargets = 3;

io::ModelDescription network(const std::string& activation) {
  return test::model_of({kFeatures},
                        {test::dense(kFeatures, 24, activation, 1), test::dense(24, 24, activation, 2),
                         test::dense(24, kTargets, "linear", 3)});
}

/// Targets that can be learned: a network of the same kind with other weights, and noise.
std::vector<double> targets_of(const std::vector<double>& x) {
  const auto teacher = test::model_of(
      {kFeatures}, {test::dense(kFeatures, 12, "tanh", 11), test::dense(12, kTargets, "linear", 12)});
  const nn::Network network(teacher);
  const auto plain = schemes::make_evaluator({});
  std::vector<double> y(kRecords * kTargets);
  nn::Inference(network, *plain).run(x, kRecords, y);
  const std::vector<double> noise = test::normal_numbers(y.size(), 13);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += 0.1 * noise[i];
  return y;
}

/// One of the two runs: its records as payload, by batch.
struct Run {
  Run(const io::ModelDescription& model, std::unique_ptr<Evaluator> e, const nn::TrainerOptions& options)
      : evaluator(std::move(e)), trainer(model, *evaluator, options) {}

  void step(const std::vector<std::uint32_t>& order, std::size_t first, double rate) {
    const std::size_t element = element_count(evaluator->layout().element);
    const auto batch = [&](const std::vector<double>& all, std::size_t width) {
      std::vector<double> part;
      for (std::size_t i = first; i < first + kBatch; ++i) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(order[i] * width * element);
        part.insert(part.end(), begin, begin + static_cast<std::ptrdiff_t>(width * element));
      }
      return evaluator->load(part, kBatch, {width});
    };
    trainer.step(batch(x, kFeatures), batch(y, kTargets), rate);
  }
  std::unique_ptr<Evaluator> evaluator;
  nn::Trainer trainer;
  std::vector<double> x, y;
};

/// The largest difference of a weight after `steps` updates.
double drift(const std::string& activation, const std::string& optimizer, bool decoy, std::size_t steps) {
  test::Encryption encryption(7);
  nn::TrainerOptions options;
  options.optimizer.name = optimizer;
  const double rate = optimizer == "adam" ? 1e-3 : 0.05;
  Run plain(network(activation), schemes::make_evaluator({}), options);
  Run encrypted(network(activation), schemes::make_evaluator(encryption.scheme()), options);
  plain.x = test::normal_numbers(kRecords * kFeatures, 21);
  plain.y = targets_of(plain.x);
  encrypted.x =
      decoy ? encryption.encrypt_with_decoys(plain.x, kFeatures) : encryption.encrypt(plain.x, kFeatures);
  encrypted.y =
      decoy ? encryption.encrypt_with_decoys(plain.y, kTargets) : encryption.encrypt(plain.y, kTargets);
  std::vector<std::uint32_t> order;
  for (std::size_t step = 0; step < steps; ++step) {
    const std::size_t place = step * kBatch % kRecords;
    if (place == 0) order = nn::permutation(kRecords, 1, step);
    plain.step(order, place, rate);
    encrypted.step(order, place, rate);
  }
  const auto a = test::weights(plain.trainer.model(), encryption),
             b = test::weights(encrypted.trainer.model(), encryption);
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::fabs(a[i] - b[i]));
  return largest;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t steps = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20000;
  fmt::print("| activation | optimiser | masks | largest difference of a weight after {} updates |\n", steps);
  fmt::print("|---|---|---|---:|\n");
  for (const char* activation : {"tanh", "relu"})
    for (const char* optimizer : {"sgd", "adam"})
      for (const bool decoy : {false, true}) {
        fmt::print("| {} | {} | {} | {:.1e} |\n", activation, optimizer, decoy ? "decoy" : "uniform",
                   drift(activation, optimizer, decoy, steps));
        std::fflush(stdout);
      }
}
