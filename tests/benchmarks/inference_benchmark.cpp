#include <benchmark/benchmark.h>
#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "benchmarks.h"
#include "he/nn/network.h"
#include "networks.h"
#include "row.h"
#include "support/encryption.h"

namespace he::benchmarks {
namespace {

/// A network under one evaluator with its input in memory, as blocks.
struct Case {
  Case(const io::ModelDescription& model, std::unique_ptr<Evaluator> e, const std::vector<double>& payload,
       std::size_t batch)
      : network(model), evaluator(std::move(e)), inference(network, *evaluator) {
    const std::size_t block = evaluator->block_records(network.widest());
    const std::size_t numbers = evaluator->layout().numbers(1, network.input_shape());
    for (std::size_t first = 0; first < batch; first += block) {
      const std::size_t count = std::min(block, batch - first);
      blocks.push_back(
          evaluator->load({payload.data() + first * numbers, count * numbers}, count, network.input_shape()));
    }
  }
  nn::Network network;
  std::unique_ptr<Evaluator> evaluator;
  nn::Inference inference;
  std::vector<Tensor> blocks;
};

Row::Work inference_of(std::shared_ptr<Case> c) {
  return [c] {
    const auto& plan = dynamic_cast<const TensorPlan&>(c->inference.plan());
    for (const Tensor& block : c->blocks) {
      const Tensor y = plan.run(block);
      benchmark::DoNotOptimize(&y);
    }
  };
}

/// The matrix products of a dense network alone, as cblas_dgemm.
Row::Work products_of(const std::vector<std::size_t>& widths, std::size_t batch) {
  std::vector<std::vector<double>> weights, values;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    values.push_back(test::normal_numbers(widths[i] * batch, 1));
    if (i > 0) weights.push_back(test::normal_numbers(widths[i - 1] * widths[i], 2));
  }
  return [=]() mutable {
    for (std::size_t i = 1; i < widths.size(); ++i) {
      const auto m = static_cast<int>(widths[i]), k = static_cast<int>(widths[i - 1]),
                 n = static_cast<int>(batch);
      cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, weights[i - 1].data(), m,
                  values[i - 1].data(), k, 0, values[i].data(), m);
    }
  };
}

void register_network(const std::string& name, const io::ModelDescription& model, std::size_t batch,
                      const std::vector<std::size_t>& dense_widths,
                      const std::vector<std::size_t>& hybrid_degrees) {
  static test::Encryption encryption;
  const std::size_t features = element_count(model.input_shape);
  const std::vector<double> x = test::normal_numbers(features * batch, 1),
                            payload = encryption.encrypt(x, features);
  Row row(name, batch);
  const auto add = [&](const std::string& column, std::unique_ptr<Evaluator> evaluator,
                       const std::vector<double>& input) {
    row.add(column, inference_of(std::make_shared<Case>(model, std::move(evaluator), input, batch)));
  };
  using schemes::make_evaluator;
  add("plain", make_evaluator({}), x);
  add("MORE, plane", make_evaluator(encryption.scheme()), payload);
  add("MORE, matrix", make_evaluator(encryption.scheme(), {{{"representation", "matrix"}}}), payload);
  for (const std::size_t degree : hybrid_degrees) {
    test::Encryption hybrid(1, degree);
    add(fmt::format("Hybrid MORE, degree {}", degree), make_evaluator(hybrid.scheme()),
        hybrid.encrypt(x, features));
  }
  add("plain, single precision", make_evaluator({}, {{{"precision", "single"}}}), x);
  add("MORE, plane, single precision", make_evaluator(encryption.scheme(), {{{"precision", "single"}}}),
      payload);
  if (!dense_widths.empty())
    row.add("products of the layers alone (cblas_dgemm)", products_of(dense_widths, batch));
}

}  // namespace

void register_inference() {
  for (std::size_t batch : {1024u, 1u}) {
    const std::string suffix = ", batch " + std::to_string(batch);
    const std::vector<std::size_t> degrees =
        batch > 1 ? std::vector<std::size_t>{2, 3, 4, 8} : std::vector<std::size_t>{3};
    register_network("8-64-64-6 tanh" + suffix, small_tanh_mlp(), batch, {8, 64, 64, 6}, degrees);
    register_network("784-100-10 sigmoid" + suffix, mnist_mlp(), batch, {784, 100, 10}, degrees);
    register_network("LeNet-5 32x32 tanh" + suffix, lenet5(), batch, {}, degrees);
  }
  register_network("angiography 64x64 tanh, average pooling, batch 1000", angiography("tanh", false), 1000,
                   {}, {});
  register_network("angiography 64x64 relu, max pooling, batch 1000", angiography("relu", true), 1000, {},
                   {});
  register_network("circulation, 9-64-64-8 tanh, batch 100000", circulation_mlp(), 100000, {}, {});
}

}  // namespace he::benchmarks
