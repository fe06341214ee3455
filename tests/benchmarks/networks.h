#pragma once

#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "he/io/models/model.h"

/// The networks that speed is measured on, with random weights of Glorot's size.
namespace he::benchmarks {

class ModelBuilder {
 public:
  explicit ModelBuilder(Shape input) { model_.input_shape = std::move(input); }

  ModelBuilder& dense(std::size_t inputs, std::size_t units, const std::string& activation) {
    return layer("Dense", {{"units", units}, {"activation", activation}},
                 {weight("kernel", {inputs, units}, inputs), weight("bias", {units}, inputs)});
  }
  ModelBuilder& convolution(std::size_t size, std::size_t channels, std::size_t filters,
                            const std::string& activation, const std::string& padding = "valid",
                            std::size_t stride = 1) {
    const std::size_t inputs = size * size * channels;
    return layer(
        "Conv2D",
        {{"filters", filters},
         {"kernel_size", {size, size}},
         {"strides", {stride, stride}},
         {"padding", padding},
         {"activation", activation}},
        {weight("kernel", {size, size, channels, filters}, inputs), weight("bias", {filters}, inputs)});
  }
  ModelBuilder& average_pooling() { return layer("AveragePooling2D", {{"pool_size", {2, 2}}}, {}); }
  ModelBuilder& max_pooling() { return layer("MaxPooling2D", {{"pool_size", {2, 2}}}, {}); }
  ModelBuilder& flatten() { return layer("Flatten", nlohmann::json::object(), {}); }
  ModelBuilder& layer(const std::string& class_name, nlohmann::json options,
                      std::vector<io::Weight> weights) {
    model_.layers.push_back({class_name, "layer_" + std::to_string(model_.layers.size()), std::move(options),
                             std::move(weights)});
    return *this;
  }
  const io::ModelDescription& model() const { return model_; }

 private:
  io::Weight weight(const std::string& name, Shape shape, std::size_t inputs) {
    std::normal_distribution<double> normal(0, 1 / std::sqrt(static_cast<double>(inputs)));
    std::vector<double> values(element_count(shape));
    for (double& v : values) v = normal(random_);
    return {name, std::move(shape), std::move(values)};
  }
  std::mt19937_64 random_{1};
  io::ModelDescription model_;
};

inline io::ModelDescription small_tanh_mlp() {
  return ModelBuilder({8}).dense(8, 64, "tanh").dense(64, 64, "tanh").dense(64, 6, "linear").model();
}

/// The network of the circulation's parameters.
inline io::ModelDescription circulation_mlp() {
  return ModelBuilder({9}).dense(9, 64, "tanh").dense(64, 64, "tanh").dense(64, 8, "linear").model();
}

inline io::ModelDescription mnist_mlp() {
  return ModelBuilder({784}).dense(784, 100, "sigmoid").dense(100, 10, "linear").model();
}

/// LeNet-5 on 32x32 (LeCun et al. 1998) with tanh and average pooling.
inline io::ModelDescription lenet5() {
  return ModelBuilder({32, 32, 1})
      .convolution(5, 1, 6, "tanh")
      .average_pooling()
      .convolution(5, 6, 16, "tanh")
      .average_pooling()
      .convolution(5, 16, 120, "tanh")
      .flatten()
      .dense(120, 84, "tanh")
      .dense(84, 10, "softmax")
      .model();
}

/// The networks of X-ray angiograms, models/angiography-tanh.json and models/angiography-relu.json: 23,130
/// weights, 3.3 million products a frame.
inline io::ModelDescription angiography(const std::string& activation, bool max_pooling) {
  ModelBuilder builder({64, 64, 1});
  const auto pool = [&] { max_pooling ? builder.max_pooling() : builder.average_pooling(); };
  builder.convolution(5, 1, 12, activation, "same", 2);
  for (std::size_t channels : {12, 16, 24}) {
    builder.convolution(3, channels, channels == 12 ? 16 : 24, activation, "same");
    pool();
  }
  return builder.flatten().dense(384, 32, activation).dense(32, 2, "softmax").model();
}

/// The networks whose plain speed is compared with other libraries', by the names that the tables give them.
inline std::vector<std::pair<std::string, io::ModelDescription>> compared_networks() {
  return {{"8-64-64-6 tanh", small_tanh_mlp()},
          {"784-100-10 sigmoid", mnist_mlp()},
          {"LeNet-5 32x32 tanh", lenet5()}};
}

}  // namespace he::benchmarks
