#include "he/nn/initialise.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/nn/network.h"
#include "io/scratch_folder.h"
#include "support/moments.h"
#include "support/training.h"

using namespace he;
using io::test::contains;
using nlohmann::json;
using test::mean;
using test::model_of;
using test::variance;

namespace {

io::ModelDescription initialised(io::ModelDescription model, std::uint64_t seed = 1) {
  nn::initialise(model, seed);
  return model;
}

const std::vector<double>& values(const io::LayerDescription& layer, const std::string& weight) {
  REQUIRE(layer.find(weight));
  return layer.find(weight)->values;
}

/// The kernel of a dense layer of 200 inputs and 100 outputs.
std::vector<double> dense_kernel(const json& initializer) {
  json options = {{"units", 100}};
  if (!initializer.is_null()) options["kernel_initializer"] = initializer;
  return values(initialised(model_of({200}, {{"Dense", "d", options, {}}})).layers[0], "kernel");
}

double largest(const std::vector<double>& x) {
  double most = 0;
  for (double value : x) most = std::max(most, std::abs(value));
  return most;
}

/// Of 20,000 numbers: the mean is 0 and the variance right, within five standard errors (that of a variance
/// is at most variance·sqrt(2/n)), and the largest lies just within its bound.
void check_spread(const std::vector<double>& x, double expected_variance, double bound) {
  const auto n = static_cast<double>(x.size());
  CHECK(std::abs(mean(x)) < 5 * std::sqrt(expected_variance / n));
  CHECK(std::abs(variance(x) / expected_variance - 1) < 5 * std::sqrt(2 / n));
  CHECK(largest(x) <= bound);
  CHECK(largest(x) > 0.99 * bound);
}

std::string initialise_refusal(io::ModelDescription model) {
  try {
    nn::initialise(model, 1);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("Kernels are glorot_uniform unless said otherwise: ±sqrt(6/(200 + 100))") {
  const auto kernel = dense_kernel(nullptr);
  CHECK(kernel == dense_kernel("glorot_uniform"));
  check_spread(kernel, 2.0 / 300, std::sqrt(6.0 / 300));
}

TEST_CASE("Variance scaling has variance scale/fan; its truncated normals end at 2/0.8796 deviations") {
  const double cut = 2 / 0.87962566103423978;
  check_spread(dense_kernel("he_uniform"), 2.0 / 200, std::sqrt(6.0 / 200));
  check_spread(dense_kernel("lecun_uniform"), 1.0 / 200, std::sqrt(3.0 / 200));
  check_spread(dense_kernel("glorot_normal"), 2.0 / 300, cut * std::sqrt(2.0 / 300));
  check_spread(dense_kernel("he_normal"), 2.0 / 200, cut * std::sqrt(2.0 / 200));
  check_spread(dense_kernel("lecun_normal"), 1.0 / 200, cut * std::sqrt(1.0 / 200));
  const auto scaling = [](const char* mode, const char* distribution) {
    return json{{"class_name", "VarianceScaling"},
                {"config", {{"scale", 3.0}, {"mode", mode}, {"distribution", distribution}}}};
  };
  check_spread(dense_kernel(scaling("fan_out", "uniform")), 3.0 / 100, std::sqrt(9.0 / 100));
  const auto uncut = dense_kernel(scaling("fan_in", "untruncated_normal"));
  CHECK(std::abs(variance(uncut) / (3.0 / 200) - 1) < 5 * std::sqrt(2.0 / 20000));
  CHECK(largest(uncut) > cut * std::sqrt(3.0 / 200));
}

TEST_CASE("Plain distributions take Keras' values and defaults") {
  check_spread(dense_kernel("random_uniform"), 0.01 / 12, 0.05);
  const auto shifted =
      dense_kernel({{"class_name", "RandomUniform"}, {"config", {{"minval", 2}, {"maxval", 3}}}});
  CHECK(*std::min_element(shifted.begin(), shifted.end()) >= 2);
  CHECK(*std::max_element(shifted.begin(), shifted.end()) < 3);
  CHECK(std::abs(mean(shifted) - 2.5) < 5 * std::sqrt(1.0 / 12 / 20000));
  // Keras does not correct the deviation of its plain truncated_normal: 0.05·0.8796 remain.
  check_spread(dense_kernel("truncated_normal"), std::pow(0.05 * 0.87962566103423978, 2), 0.1);
  const auto normal =
      dense_kernel({{"class_name", "RandomNormal"}, {"config", {{"mean", 1}, {"stddev", 0.5}}}});
  CHECK(std::abs(mean(normal) - 1) < 5 * 0.5 / std::sqrt(20000.0));
  CHECK(std::abs(variance(normal) / 0.25 - 1) < 5 * std::sqrt(2.0 / 20000));
  CHECK(dense_kernel("zeros") == std::vector<double>(20000, 0.0));
  CHECK(dense_kernel("ones") == std::vector<double>(20000, 1.0));
  CHECK(dense_kernel({{"class_name", "Constant"}, {"config", {{"value", 0.25}}}}) ==
        std::vector<double>(20000, 0.25));
}

TEST_CASE("Fans of a convolution count its receptive field: 5x5 of 3 channels to 40 filters") {
  const json options = {{"filters", 40}, {"kernel_size", {5, 5}}};
  const auto conv = initialised(model_of({8, 8, 3}, {{"Conv2D", "c", options, {}}})).layers[0];
  CHECK(conv.find("kernel")->shape == Shape{5, 5, 3, 40});
  check_spread(values(conv, "kernel"), 2.0 / (25 * 3 + 25 * 40), std::sqrt(6.0 / (25 * 3 + 25 * 40)));
  CHECK(values(conv, "bias") == std::vector<double>(40, 0.0));
}

TEST_CASE("Shapes follow the layers, whichever way the channels lie, and make a network") {
  const json first = {{"data_format", "channels_first"}};
  const auto model = initialised(model_of(
      {3, 9, 7},
      {{"Conv2D", "c", {{"filters", 4}, {"kernel_size", {2, 3}}, {"data_format", "channels_first"}}, {}},
       {"BatchNormalization", "b", {{"axis", 1}}, {}},
       {"MaxPooling2D", "p", first, {}},
       {"Dropout", "r", {{"rate", 0.5}}, {}},
       {"Flatten", "f", first, {}},
       {"Dense", "d", {{"units", 5}, {"use_bias", false}, {"activation", "softmax"}}, {}}}));
  CHECK(model.layers[0].find("kernel")->shape == Shape{2, 3, 3, 4});
  for (const char* weight : {"beta", "moving_mean"})
    CHECK(values(model.layers[1], weight) == std::vector<double>(4, 0.0));
  for (const char* weight : {"gamma", "moving_variance"})
    CHECK(values(model.layers[1], weight) == std::vector<double>(4, 1.0));
  CHECK(model.layers[5].find("kernel")->shape == Shape{4 * 4 * 2, 5});  // 8x5 after the kernel, halved
  CHECK_FALSE(model.layers[5].find("bias"));
  CHECK(nn::Network(model).output_shape() == Shape{5});

  const auto sequence =
      initialised(model_of({20, 2}, {{"Conv1D", "c", {{"filters", 3}, {"kernel_size", {4}}}, {}},
                                     {"Normalization", "n", {{"axis", -1}}, {}},
                                     {"GlobalAveragePooling1D", "g", json::object(), {}},
                                     {"Dense", "d", {{"units", 1}}, {}}}));
  CHECK(sequence.layers[0].find("kernel")->shape == Shape{4, 2, 3});
  CHECK(values(sequence.layers[1], "mean") == std::vector<double>(3, 0.0));
  CHECK(values(sequence.layers[1], "variance") == std::vector<double>(3, 1.0));
  CHECK(sequence.layers[3].find("kernel")->shape == Shape{3, 1});
}

TEST_CASE("Initialisers of other weights are heeded") {
  const auto model = initialised(model_of(
      {3},
      {{"Dense", "d", {{"units", 2}, {"bias_initializer", "ones"}}, {}},
       {"BatchNormalization", "b", {{"gamma_initializer", "zeros"}, {"beta_initializer", "ones"}}, {}}}));
  CHECK(values(model.layers[0], "bias") == std::vector<double>{1, 1});
  CHECK(values(model.layers[1], "gamma") == std::vector<double>{0, 0});
  CHECK(values(model.layers[1], "beta") == std::vector<double>{1, 1});
}

TEST_CASE("Values depend on the seed and the place of layer and weight alone; weights that are there stay") {
  const io::LayerDescription dense{"Dense", "d", {{"units", 3}, {"bias_initializer", "random_normal"}}, {}};
  const auto model = initialised(model_of({3}, {dense, dense}));
  const auto again = initialised(model_of({3}, {dense, dense}));
  CHECK(values(model.layers[1], "kernel") == values(again.layers[1], "kernel"));
  CHECK(values(model.layers[0], "kernel") != values(model.layers[1], "kernel"));
  CHECK(values(model.layers[0], "kernel") !=
        values(initialised(model_of({3}, {dense}), 2).layers[0], "kernel"));

  auto partly = model_of({3}, {dense, dense});
  partly.layers[0].weights = {{"kernel", {3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}};
  partly = initialised(partly);
  CHECK(values(partly.layers[0], "kernel") == std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(values(partly.layers[0], "bias") == values(model.layers[0], "bias"));
  CHECK(values(partly.layers[1], "kernel") == values(model.layers[1], "kernel"));
}

TEST_CASE("What does not fit is refused by layer") {
  const io::LayerDescription dense{"Dense", "d", {{"units", 3}}, {}};
  CHECK(contains(initialise_refusal(model_of({}, {dense})), "does not say the shape of its input"));
  CHECK(contains(initialise_refusal(model_of({4}, {{"LSTM", "l", {{"units", 3}}, {}}})),
                 "layer 'l (LSTM)': layers of this kind are not supported"));
  auto other = model_of({4}, {dense});
  other.layers[0].weights = {{"kernel", {5, 3}, std::vector<double>(15)}};
  CHECK(initialise_refusal(other) == "layer 'd (Dense)': weight 'kernel' has the shape 5x3 and needs 4x3");
  CHECK(contains(initialise_refusal(model_of({1u << 16}, {{"Dense", "d", {{"units", 1u << 16}}, {}}})),
                 "layer 'd (Dense)': weight 'kernel' of the shape 65536x65536 is too large"));
  auto encrypted = model_of({4}, {dense});
  encrypted.scheme.name = "more";
  CHECK(
      contains(initialise_refusal(encrypted), "layer 'd (Dense)': the encrypted weight 'kernel' is missing"));
}
