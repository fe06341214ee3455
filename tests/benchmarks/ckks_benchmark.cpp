#include <memory>

#include "benchmarks.h"
#include "he/nn/network.h"
#include "he/schemes/ckks/evaluator.h"
#include "he/schemes/ckks/planner.h"
#include "networks.h"
#include "row.h"
#include "support/ckks.h"
#include "support/encryption.h"

namespace he::benchmarks {
namespace {

/// A network, numbers in the range of its data, and a key that was made for it.
struct CkksCase {
  CkksCase(io::ModelDescription model, schemes::ckks::Range range)
      : network(model),
        planned(schemes::ckks::plan_parameters(network, {range})),
        key(secret::ckks::CkksKey::generate(planned.parameters, random)),
        evaluator(key->scheme()),
        plan(evaluator.plan(network)),
        plain(schemes::make_evaluator({})),
        plain_inference(network, *plain) {
    records.count = planned.parameters.degree();
    records.x = test::normal_numbers(records.count * element_count(network.input_shape()), 1);
    for (double& x : records.x) x = std::clamp(x, range.low, range.high);
    payload = encrypted();
  }
  std::vector<double> encrypted() {
    return test::ckks_encrypted(*key, records, network.input_shape(), std::nullopt, random).x;
  }

  secret::RandomSource random{1};
  nn::Network network;
  schemes::ckks::PlannedNetwork planned;
  std::unique_ptr<secret::ckks::CkksKey> key;
  schemes::ckks::CkksEvaluator evaluator;
  std::unique_ptr<Plan> plan;
  std::unique_ptr<Evaluator> plain;
  nn::Inference plain_inference;
  io::Records records;
  std::vector<double> payload;
};

void register_network(const std::string& name, const io::ModelDescription& model,
                      schemes::ckks::Range range) {
  auto c = std::make_shared<CkksCase>(model, range);
  const std::size_t outputs = element_count(c->network.output_shape()), n = c->records.count;
  auto results =
      std::make_shared<std::vector<double>>(c->plan->output_layout().numbers(n, c->network.output_shape()));
  auto values = std::make_shared<std::vector<double>>(n * outputs);
  c->plan->evaluate(c->payload, n, *results);
  Row row(name + ", batch " + std::to_string(n), n);
  row.add("plain", [c, n, values] { c->plain_inference.run(c->records.x, n, *values); });
  row.add("CKKS: file's numbers to file's numbers, re-randomised",
          [c, n, results] { c->plan->evaluate(c->payload, n, *results); });
  row.add("CKKS: encryption", [c] { c->encrypted(); });
  row.add("CKKS: decryption", [c, n, results, values] {
    c->key->decrypt({c->network.output_shape(), c->plan->output_layout()}, n, *results, *values);
  });
}

}  // namespace

void register_ckks() {
  register_network("784-100-10 square",
                   ModelBuilder({784}).dense(784, 100, "square").dense(100, 10, "linear").model(), {0, 1});
  register_network(
      "9-64-64-8 square",
      ModelBuilder({9}).dense(9, 64, "square").dense(64, 64, "square").dense(64, 8, "linear").model(),
      {-4, 4});
}

}  // namespace he::benchmarks
