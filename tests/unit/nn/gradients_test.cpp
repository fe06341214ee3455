// Backpropagation against central differences of the loss, for every kind of layer; encrypted against plain.

#include <doctest/doctest.h>

#include "support/training.h"

using namespace he;
using nlohmann::json;
using test::dense;
using test::model_of;
using test::random_weight;

namespace {

struct GradientCase {
  std::string name;
  io::ModelDescription model;
  std::string loss = "mse";
};

io::LayerDescription layer(const std::string& class_name, const json& options = json::object(),
                           std::vector<io::Weight> weights = {}) {
  return {class_name, "layer", options, std::move(weights)};
}

/// A convolution, then what is to be tested, then a dense layer.
GradientCase image_case(const std::string& name, std::vector<io::LayerDescription> middle,
                        const json& convolution) {
  std::vector<io::LayerDescription> layers = {
      layer("Conv2D", convolution,
            {random_weight("kernel", {3, 3, 2, 4}, 5, 0.3), random_weight("bias", {4}, 6, 0.1)})};
  layers.insert(layers.end(), middle.begin(), middle.end());
  layers.push_back(layer("Flatten"));
  const std::size_t width = element_count(nn::Network(model_of({6, 5, 2}, layers)).output_shape());
  layers.push_back(dense(width, 3, "linear", 9));
  return {name, model_of({6, 5, 2}, layers)};
}

json convolution(const std::string& padding, std::size_t stride) {
  return {{"filters", 4},
          {"kernel_size", {3, 3}},
          {"padding", padding},
          {"strides", {stride, stride}},
          {"activation", "tanh"}};
}

std::vector<GradientCase> gradient_cases() {
  std::vector<GradientCase> all = {
      {"dense", model_of({5}, {dense(5, 7, "tanh", 1), dense(7, 3, "linear", 2)})},
      {"dense on positions", model_of({4, 5}, {dense(5, 7, "tanh", 1), dense(7, 2, "linear", 2)})},
      {"logits and binary cross-entropy", model_of({5}, {dense(5, 7, "tanh", 1), dense(7, 3, "linear", 2)}),
       "bce"},
      {"sigmoid and binary cross-entropy", model_of({5}, {dense(5, 3, "sigmoid", 2)}), "bce"},
      {"logits and categorical cross-entropy", model_of({5}, {dense(5, 4, "linear", 2)}), "cce"},
      {"softmax and categorical cross-entropy",
       model_of({3, 5}, {dense(5, 7, "tanh", 1), dense(7, 4, "softmax", 2)}), "cce"},
      {"softmax within", model_of({5}, {dense(5, 6, "softmax", 1), dense(6, 2, "linear", 2)})},
      {"conv1d",
       model_of({9, 2},
                {layer("Conv1D", {{"filters", 3}, {"kernel_size", {4}}, {"strides", {2}}},
                       {random_weight("kernel", {4, 2, 3}, 3, 0.3), random_weight("bias", {3}, 4, 0.1)}),
                 layer("AveragePooling1D", {{"pool_size", 2}}), layer("Flatten"), dense(3, 2, "linear", 5)})},
      image_case("conv2d, same", {}, convolution("same", 1)),
      image_case("conv2d, valid, stride 2", {}, convolution("valid", 2)),
      image_case("conv2d, a stride wider than the kernel leaves inputs out", {}, convolution("valid", 4)),
      image_case("average pooling", {layer("AveragePooling2D", {{"padding", "same"}})},
                 convolution("same", 1)),
      image_case("max pooling", {layer("MaxPooling2D", {{"pool_size", {3, 3}}, {"strides", {2, 2}}})},
                 convolution("same", 1)),
      image_case("global average pooling", {layer("GlobalAveragePooling2D", {{"keepdims", true}})},
                 convolution("same", 1)),
      image_case("zero padding",
                 {layer("ZeroPadding2D"), layer("Rescaling", {{"scale", 0.5}, {"offset", 1}})},
                 convolution("valid", 1)),
      image_case("batch normalisation",
                 {layer("BatchNormalization", {{"axis", {3}}, {"epsilon", 1e-3}},
                        {random_weight("gamma", {4}, 11, 1),
                         random_weight("beta", {4}, 12, 1),
                         random_weight("moving_mean", {4}, 13, 1),
                         {"moving_variance", {4}, {1, 2, 3, 4}}})},
                 convolution("same", 1)),
      image_case("dropout", {layer("Dropout", {{"rate", 0.4}})}, convolution("same", 1)),
      image_case(
          "normalisation",
          {layer("Normalization", {{"axis", {-1}}, {"mean", {1, 2, 3, 4}}, {"variance", {4, 3, 2, 1}}})},
          convolution("same", 1)),
  };
  for (const char* name : {"relu", "leaky_relu", "elu", "selu", "sigmoid", "hard_sigmoid", "tanh", "softplus",
                           "softsign", "exponential", "silu", "gelu", "square"})
    all.push_back({name, model_of({5}, {dense(5, 6, name, 1), dense(6, 2, "linear", 2)})});
  all.push_back(
      {"relu with options",
       model_of({5}, {dense(5, 6, "linear", 1),
                      layer("ReLU", {{"max_value", 0.9}, {"threshold", 0.2}, {"negative_slope", 0.1}}),
                      dense(6, 2, "linear", 2)})});
  // Channels first, convolved and flattened as Keras does.
  all.push_back(
      {"channels first",
       model_of({2, 6, 5},
                {layer("Conv2D", {{"filters", 4}, {"kernel_size", {3, 3}}, {"data_format", "channels_first"}},
                       {random_weight("kernel", {3, 3, 2, 4}, 5, 0.3)}),
                 layer("Flatten", {{"data_format", "channels_first"}}), dense(48, 2, "linear", 3)})});
  return all;
}

constexpr std::size_t kBatchRecords = 11;

struct Batch {
  std::vector<double> x, y;
};

Batch batch_for(const GradientCase& c) {
  const nn::Network network(c.model);
  const std::size_t features = element_count(network.input_shape()),
                    outputs = element_count(network.output_shape());
  Batch batch{test::normal_numbers(kBatchRecords * features, 21),
              test::normal_numbers(kBatchRecords * outputs, 22)};
  if (c.loss == "cce") {  // one class each
    for (std::size_t i = 0; i < batch.y.size(); ++i)
      batch.y[i] = i % network.output_shape().back() == (i / network.output_shape().back()) % 3 ? 1 : 0;
  } else if (c.loss == "bce") {
    for (double& t : batch.y) t = t > 0 ? 1 : 0;
  }
  return batch;
}

/// The loss of a batch in training mode, with one step of rate `rate` taken.
double step(const GradientCase& c, const io::ModelDescription& model, const Batch& batch,
            const Evaluator& evaluator, test::Encryption& encryption, double rate,
            std::vector<double>* weights = nullptr) {
  nn::TrainerOptions options;
  options.loss = c.loss;
  options.seed = 7;
  nn::Trainer trainer(model, evaluator, options);
  const Shape input = trainer.network().input_shape(), output = trainer.network().output_shape();
  const Tensor loss = trainer.step(test::tensor(evaluator, encryption, batch.x, kBatchRecords, input),
                                   test::tensor(evaluator, encryption, batch.y, kBatchRecords, output), rate);
  if (weights) *weights = test::weights(trainer.model(), encryption);
  return test::numbers(evaluator, encryption, loss)[0];
}

/// The gradient by every weight: what one step of gradient descent with rate 1 takes away.
std::vector<double> gradient(const GradientCase& c, const Evaluator& evaluator,
                             test::Encryption& encryption) {
  std::vector<double> after, before = test::weights(c.model, encryption);
  step(c, c.model, batch_for(c), evaluator, encryption, 1, &after);
  for (std::size_t i = 0; i < before.size(); ++i) before[i] -= after[i];
  return before;
}

}  // namespace

TEST_CASE("gradients are central differences of the loss") {
  test::Encryption encryption;
  const test::Evaluators evaluators(encryption.scheme());
  for (const GradientCase& c : gradient_cases()) {
    CAPTURE(c.name);
    const std::vector<double> found = gradient(c, *evaluators.plain, encryption);
    const Batch batch = batch_for(c);
    double largest = 0, difference = 0;
    std::size_t index = 0;
    io::ModelDescription model = c.model;
    for (auto& described : model.layers)
      for (auto& weight : described.weights)
        for (double& value : weight.values) {
          const std::size_t i = index++;
          if (weight.name.starts_with("moving_")) continue;
          constexpr double h = 1e-6;
          const double kept = value;
          value = kept + h;
          const double above = step(c, model, batch, *evaluators.plain, encryption, 0);
          value = kept - h;
          const double below = step(c, model, batch, *evaluators.plain, encryption, 0);
          value = kept;
          largest = std::max(largest, std::fabs(found[i]));
          difference = std::max(difference, std::fabs((above - below) / (2 * h) - found[i]));
        }
    CHECK(largest > 1e-3);
    CHECK(difference < 1e-6 * std::max(1.0, largest));
  }
}

TEST_CASE("encrypted gradients are the plain ones") {
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    for (const GradientCase& c : gradient_cases()) {
      CAPTURE(c.name);
      const auto plain = gradient(c, *evaluators.plain, encryption),
                 encrypted = gradient(c, *evaluators.coordinates, encryption);
      CHECK(test::largest_difference(plain, encrypted) < (degree < 8 ? 1e-10 : 1e-8));
    }
  }
}

TEST_CASE("a batch of one record has the gradient of a batch of that record twice") {
  test::Encryption encryption;
  const test::Evaluators evaluators(encryption.scheme());
  for (const GradientCase& c : gradient_cases()) {
    if (c.name == "dropout") continue;  // drops other numbers of the second record
    CAPTURE(c.name);
    const Batch batch = batch_for(c);
    for (const Evaluator* evaluator : {evaluators.plain.get(), evaluators.coordinates.get()}) {
      const auto weights_after = [&](std::size_t records) {
        nn::TrainerOptions options;
        options.loss = c.loss;
        nn::Trainer trainer(c.model, *evaluator, options);
        const auto repeated = [&](const std::vector<double>& numbers, const Shape& shape) {
          std::vector<double> all;
          for (std::size_t i = 0; i < records; ++i)
            all.insert(all.end(), numbers.begin(),
                       numbers.begin() + static_cast<std::ptrdiff_t>(element_count(shape)));
          return evaluator->training()->encode(all, records, shape);
        };
        trainer.step(repeated(batch.x, trainer.network().input_shape()),
                     repeated(batch.y, trainer.network().output_shape()), 1);
        return test::weights(trainer.model(), encryption);
      };
      CHECK(test::largest_difference(weights_after(1), weights_after(2)) < 1e-12);
    }
  }
}

TEST_CASE("a black patch with zero bias: derivatives at a kink follow the plain rule") {
  // Messages that are exactly 0 lie on the kinks of relu and among equal maxima; their masks do not.
  const GradientCase c{
      "black", model_of({6, 6, 1},
                        {layer("Conv2D", {{"filters", 4}, {"kernel_size", {3, 3}}, {"activation", "relu"}},
                               {random_weight("kernel", {3, 3, 1, 4}, 5, 0.3), {"bias", {4}, {0, 0, 0, 0}}}),
                         layer("MaxPooling2D"), layer("Flatten"), dense(16, 3, "linear", 9)})};
  Batch batch = batch_for(c);
  for (std::size_t i = 0; i < 5 * 36; ++i) batch.x[i] = 0;
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    std::vector<double> plain, encrypted;
    step(c, c.model, batch, *evaluators.plain, encryption, 1, &plain);
    step(c, c.model, batch, *evaluators.coordinates, encryption, 1, &encrypted);
    CHECK(test::largest_difference(plain, encrypted) < (degree < 8 ? 1e-10 : 1e-8));
  }
}
