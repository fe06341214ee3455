#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "he/nn/network.h"
#include "support/encryption.h"

/// Networks with squares, drawn at random, for tests of what lattice schemes run.
namespace he::test {

class SquareModel {
 public:
  /// Takes records of this shape.
  SquareModel(unsigned seed, Shape input) : engine_(seed) { model_.input_shape = std::move(input); }

  SquareModel& add(const std::string& class_name, nlohmann::json options = nlohmann::json::object(),
                   std::vector<io::Weight> weights = {}) {
    const std::string name = "layer_" + std::to_string(model_.layers.size());
    model_.layers.push_back({class_name, name, std::move(options), std::move(weights)});
    return *this;
  }
  SquareModel& dense(std::size_t units, const std::string& activation) {
    const std::size_t inputs = nn::Network(model_).output_shape()[0];
    return add("Dense", {{"units", units}, {"activation", activation}},
               {weight("kernel", {inputs, units}, inputs), weight("bias", {units}, 4)});
  }
  SquareModel& convolution(std::size_t size, std::size_t filters, const std::string& activation,
                           const std::string& padding = "valid") {
    const std::size_t channels = nn::Network(model_).output_shape().back();
    return add("Conv2D",
               {{"filters", filters},
                {"kernel_size", {size, size}},
                {"padding", padding},
                {"activation", activation}},
               {weight("kernel", {size, size, channels, filters}, size * size * channels),
                weight("bias", {filters}, 4)});
  }
  SquareModel& batch_normalization() {
    const std::size_t channels = nn::Network(model_).output_shape().back();
    io::Weight variance = weight("moving_variance", {channels}, 1);
    for (double& v : variance.values) v = v * v + 0.1;
    return add("BatchNormalization", {{"axis", -1}, {"epsilon", 1e-3}},
               {weight("gamma", {channels}, 1), weight("beta", {channels}, 4),
                weight("moving_mean", {channels}, 4), variance});
  }
  const io::ModelDescription& model() const { return model_; }
  io::ModelDescription& model() { return model_; }

  /// Records of features that are normal with mean 0 and deviation 1, within ±4.
  std::vector<double> records(std::size_t count) {
    std::normal_distribution<double> normal;
    std::vector<double> x(count * element_count(model_.input_shape));
    for (double& v : x) v = std::clamp(normal(engine_), -4.0, 4.0);
    return x;
  }

 private:
  io::Weight weight(const std::string& name, Shape shape, std::size_t inputs) {
    std::normal_distribution<double> normal(0, 1 / std::sqrt(static_cast<double>(inputs)));
    std::vector<double> values(element_count(shape));
    for (double& v : values) v = normal(engine_);
    return {name, std::move(shape), std::move(values)};
  }
  std::mt19937_64 engine_;
  io::ModelDescription model_;
};

/// What the network makes of records in plain.
inline std::vector<double> plain_results(const nn::Network& network, const std::vector<double>& x) {
  const auto plain = schemes::make_evaluator({});
  const std::size_t records = x.size() / element_count(network.input_shape());
  std::vector<double> y(records * element_count(network.output_shape()));
  nn::Inference(network, *plain).run(x, records, y);
  return y;
}

}  // namespace he::test
