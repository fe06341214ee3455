#include <doctest/doctest.h>

#include "he/nn/network.h"
#include "support/encryption.h"
#include "support/threads.h"

using namespace he;

namespace {

/// Networks drawn at random: convolutions and pooling on small images, then dense layers.
class RandomModel {
 public:
  explicit RandomModel(unsigned seed) : engine_(seed) {
    const std::size_t rows = 6 + below(5), columns = 6 + below(5), channels = 1 + below(3);
    model_.input_shape = {rows, columns, channels};
    convolution(channels);
    const std::size_t pool = below(3);
    if (pool > 0)
      model_.layers.push_back({pool == 1 ? "AveragePooling2D" : "MaxPooling2D",
                               "pool",
                               {{"padding", below(2) ? "same" : "valid"}},
                               {}});
    model_.layers.push_back({"Flatten", "flatten", nlohmann::json::object(), {}});
    const std::size_t width = element_count(nn::Network(model_).output_shape()), hidden = 3 + below(20),
                      outputs = 1 + below(9);
    dense(width, hidden, activation());
    dense(hidden, outputs, outputs > 1 && below(2) ? "softmax" : activation());
  }
  const io::ModelDescription& model() const { return model_; }

 private:
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_);
  }
  std::string activation() {
    static const std::vector<std::string> names = {"tanh",     "relu",     "sigmoid",    "elu",
                                                   "softplus", "softsign", "gelu",       "silu",
                                                   "selu",     "linear",   "leaky_relu", "exponential"};
    return names[below(names.size())];
  }
  io::Weight weight(const std::string& name, Shape shape, std::size_t inputs) {
    std::normal_distribution<double> normal(0, 1 / std::sqrt(static_cast<double>(inputs)));
    std::vector<double> values(element_count(shape));
    for (double& v : values) v = normal(engine_);
    return {name, std::move(shape), std::move(values)};
  }
  void convolution(std::size_t channels) {
    const std::size_t size = 1 + below(4), filters = 1 + below(8), stride = 1 + below(2);
    const nlohmann::json options = {{"filters", filters},
                                    {"kernel_size", {size, size}},
                                    {"strides", {stride, stride}},
                                    {"padding", below(2) ? "same" : "valid"},
                                    {"activation", activation()}};
    model_.layers.push_back({"Conv2D",
                             "conv",
                             options,
                             {weight("kernel", {size, size, channels, filters}, size * size * channels),
                              weight("bias", {filters}, 4)}});
  }
  void dense(std::size_t inputs, std::size_t units, const std::string& name) {
    model_.layers.push_back({"Dense",
                             "dense",
                             {{"units", units}, {"activation", name}},
                             {weight("kernel", {inputs, units}, inputs), weight("bias", {units}, 4)}});
  }
  std::mt19937_64 engine_;
  io::ModelDescription model_;
};

std::vector<double> run(const nn::Network& network, const Evaluator& evaluator, const std::vector<double>& x,
                        std::size_t records) {
  std::vector<double> y(evaluator.layout().numbers(records, network.output_shape()));
  nn::Inference(network, evaluator).run(x, records, y);
  return y;
}

}  // namespace

TEST_CASE("random networks give the same on plain numbers and on ciphertexts of every evaluator and degree") {
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    for (unsigned seed = 0; seed < (degree == 1 ? 60u : 20u); ++seed) {
      CAPTURE(seed);
      const RandomModel random(seed);
      const nn::Network network(random.model());
      const std::size_t features = element_count(network.input_shape()), records = 5 + seed;
      const std::vector<double> x = test::normal_numbers(features * records, seed),
                                payload = encryption.encrypt(x, features);
      const std::vector<double> y = run(network, *evaluators.plain, x, records);
      for (const Evaluator* e : evaluators.encrypted())
        CHECK(test::largest_difference(y, encryption.decrypt(run(network, *e, payload, records))) <
              (degree < 8 ? 1e-10 : 1e-8));
    }
  }
}

TEST_CASE("the result of a record depends neither on its neighbours nor on the threads: bit by bit") {
  test::Encryption encryption, hybrid_encryption(1, 3);
  const test::Evaluators evaluators(encryption.scheme()), hybrid(hybrid_encryption.scheme());
  const RandomModel random(3);
  const nn::Network network(random.model());
  const std::size_t features = element_count(network.input_shape()),
                    outputs = element_count(network.output_shape()), records = 333;
  const std::vector<double> x = test::normal_numbers(features * records, 8),
                            payload = encryption.encrypt(x, features),
                            hybrid_payload = hybrid_encryption.encrypt(x, features);
  for (const auto& [evaluator, input] : {std::pair{evaluators.plain.get(), &x},
                                         {evaluators.coordinates.get(), &payload},
                                         {evaluators.matrix.get(), &payload},
                                         {hybrid.coordinates.get(), &hybrid_payload}}) {
    const std::size_t numbers = element_count(evaluator->layout().element);
    const auto whole = [&] { return run(network, *evaluator, *input, records); };
    const std::vector<double> all = test::on_threads(1, whole);
    CHECK(test::on_threads(3, whole) == all);
    for (std::size_t first : {0u, 1u, 17u, 200u, 332u}) {
      const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
      const std::vector<double> tail(input->begin() + at(first * features * numbers), input->end());
      const std::vector<double> expected(all.begin() + at(first * outputs * numbers), all.end());
      CHECK(run(network, *evaluator, tail, records - first) == expected);
    }
  }
}

TEST_CASE("a record alone gives the bits that it gives among others") {
  test::Encryption encryption;
  const test::Evaluators evaluators(encryption.scheme());
  const schemes::EvaluatorOptions single{{{"precision", "single"}}};
  const auto plain = schemes::make_evaluator({}, single),
             plane = schemes::make_evaluator(encryption.scheme(), single);
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const RandomModel random(seed);
    const nn::Network network(random.model());
    const std::size_t features = element_count(network.input_shape()), records = 21;
    const std::vector<double> x = test::normal_numbers(features * records, seed),
                              payload = encryption.encrypt(x, features);
    for (const Evaluator* evaluator : {evaluators.plain.get(), evaluators.coordinates.get(),
                                       evaluators.matrix.get(), plain.get(), plane.get()}) {
      const std::vector<double>& input = evaluator->scheme().plain() ? x : payload;
      const std::vector<double> all = run(network, *evaluator, input, records);
      const std::size_t width = input.size() / records, outputs = all.size() / records;
      for (std::size_t i : {0u, 3u, 20u}) {
        const auto at = [](std::size_t place) { return static_cast<std::ptrdiff_t>(place); };
        const std::vector<double> record(input.begin() + at(i * width), input.begin() + at((i + 1) * width)),
            expected(all.begin() + at(i * outputs), all.begin() + at((i + 1) * outputs));
        CHECK(run(network, *evaluator, record, 1) == expected);
      }
    }
  }
}

TEST_CASE("sums over many inputs are the sums, of many records and of one") {
  constexpr std::size_t inputs = 900, units = 7, records = 21;
  const auto kernel = test::normal_numbers(inputs * units, 1), bias = test::normal_numbers(units, 2),
             x = test::normal_numbers(inputs * records, 3);
  io::ModelDescription model;
  model.input_shape = {inputs};
  model.layers = {
      {"Dense", "d", {{"units", units}}, {{"kernel", {inputs, units}, kernel}, {"bias", {units}, bias}}}};
  std::vector<double> expected;
  for (std::size_t i = 0; i < records; ++i)
    for (std::size_t o = 0; o < units; ++o) {
      long double sum = bias[o];
      for (std::size_t k = 0; k < inputs; ++k)
        sum += static_cast<long double>(x[i * inputs + k]) * kernel[k * units + o];
      expected.push_back(static_cast<double>(sum));
    }
  const nn::Network network(model);
  const auto plain = schemes::make_evaluator({});
  const std::vector<double> all = run(network, *plain, x, records);
  CHECK(test::largest_difference(expected, all) < 1e-14);
  CHECK(run(network, *plain, {x.begin(), x.begin() + inputs}, 1) ==
        std::vector<double>(all.begin(), all.begin() + units));
}

TEST_CASE("a black patch with zero bias stays exact through relu and max pooling") {
  // Messages that are exactly 0 lie on the kink; their masks do not.
  io::ModelDescription model;
  model.input_shape = {6, 6, 1};
  const auto values = test::normal_numbers(9 * 4, 1);
  model.layers = {{"Conv2D",
                   "c",
                   {{"filters", 4}, {"kernel_size", {3, 3}}, {"activation", "relu"}, {"use_bias", false}},
                   {{"kernel", {3, 3, 1, 4}, values}}},
                  {"MaxPooling2D", "p", nlohmann::json::object(), {}}};
  const nn::Network network(model);
  std::vector<double> x = test::normal_numbers(36 * 20, 2);
  for (std::size_t i = 0; i < x.size() / 2; ++i) x[i] = 0;  // ten black images
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    const std::vector<double> payload = encryption.encrypt(x, 36), y = run(network, *evaluators.plain, x, 20);
    for (const Evaluator* e : evaluators.encrypted())
      CHECK(test::largest_difference(y, encryption.decrypt(run(network, *e, payload, 20))) <
            encryption.tolerance(1e-12));
  }
}
