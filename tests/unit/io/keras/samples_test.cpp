#include <doctest/doctest.h>

#include "he/error.h"
#include "he/io/files/model_file.h"
#include "he/io/models/model.h"
#include "io/keras_fixture.h"
#include "io/keras_samples.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

struct ExpectedLayer {
  std::string class_name;
  std::string activation;  ///< empty for layers without
  Shape kernel;
};

struct ExpectedModel {
  std::string file;
  std::string version;
  Shape input;
  std::vector<ExpectedLayer> layers;
  double first_kernel_value;  ///< of the first kernel, as h5py reads it
  double last_bias_value;     ///< of the last bias
};

/// What h5py and the JSON of the files say.
std::vector<ExpectedModel> expected_models() {
  return {{"derived_full_k2.2.4tf_lenet5_avgpool.h5",
           "2.2.4-tf",
           {32, 32, 1},
           {{"Conv2D", "tanh", {5, 5, 1, 6}},
            {"AveragePooling2D", "", {}},
            {"Conv2D", "tanh", {5, 5, 6, 16}},
            {"AveragePooling2D", "", {}},
            {"Conv2D", "tanh", {5, 5, 16, 120}},
            {"Flatten", "", {}},
            {"Dense", "tanh", {120, 84}},
            {"Dense", "softmax", {84, 10}}},
           -0.1048775389790535,
           0.010322506539523602},
          {"k1.2.2_mlp_tanh_tfscope.h5",
           "1.2.2",
           {70},
           {{"Dense", "tanh", {70, 256}}, {"Dense", "linear", {256, 2}}},
           0.024242058396339417,
           0.09806054085493088},
          {"k2.1.3_cnn_batchnorm_activation.h5",
           "2.1.3",
           {10, 10, 3},
           {{"Conv2D", "linear", {3, 3, 3, 1}},
            {"BatchNormalization", "", {}},
            {"Activation", "relu", {}},
            {"Conv2D", "linear", {3, 3, 1, 1}},
            {"Flatten", "", {}},
            {"Dense", "linear", {36, 1}}},
           0.07474792003631592,
           0.0},
          {"k2.14.0_heart_mlp.h5",
           "2.14.0",
           {13},
           {{"Dense", "relu", {13, 64}}, {"Dense", "sigmoid", {64, 1}}},
           0.1586942970752716,
           0.03808801621198654},
          {"k2.14.0_mnist_cnn.h5",
           "2.14.0",
           {28, 28, 1},
           {{"Conv2D", "relu", {3, 3, 1, 32}},
            {"MaxPooling2D", "", {}},
            {"Conv2D", "relu", {3, 3, 32, 64}},
            {"MaxPooling2D", "", {}},
            {"Conv2D", "relu", {3, 3, 64, 64}},
            {"Flatten", "", {}},
            {"Dense", "relu", {576, 64}},
            {"Dense", "softmax", {64, 10}}},
           0.14848455786705017,
           -0.007844864390790462},
          {"k2.2.2_mnist_mlp_functional.h5",
           "2.2.2",
           {784},
           {{"Dense", "relu", {784, 64}}, {"Dense", "relu", {64, 64}}, {"Dense", "softmax", {64, 10}}},
           -0.04569616913795471,
           0.0},
          {"k2.3.1_leakyrelu_layer.h5",
           "2.3.1",
           {16},
           {{"Dense", "linear", {16, 32}}, {"LeakyReLU", "", {}}},
           -0.17246852815151215,
           0.0},
          {"k2.3.1_relu_layer_1.h5",
           "2.3.1",
           {16},
           {{"Dense", "linear", {16, 32}}, {"ReLU", "", {}}},
           0.2248235046863556,
           0.0},
          {"k2.3.1_softmax_layer.h5",
           "2.3.1",
           {16},
           {{"Dense", "linear", {16, 32}}, {"Softmax", "", {}}},
           -0.034915536642074585,
           0.0},
          {"k3.13.2_ecg_conv1d.h5",
           "3.13.2",
           {180, 1},
           {{"Conv1D", "relu", {5, 1, 8}},
            {"MaxPooling1D", "", {}},
            {"Flatten", "", {}},
            {"Dense", "sigmoid", {704, 1}}},
           0.2713511884212494,
           -0.08031608164310455},
          {"k3.8.0_heart_mlp_dropout.h5",
           "3.8.0",
           {11},
           {{"Dense", "relu", {11, 64}},
            {"Dropout", "", {}},
            {"Dense", "relu", {64, 32}},
            {"Dropout", "", {}},
            {"Dense", "sigmoid", {32, 1}}},
           -0.13361267745494843,
           -0.18141232430934906}};
}

void check_layer(const LayerDescription& layer, const ExpectedLayer& expected) {
  CHECK(layer.class_name == expected.class_name);
  CHECK(layer.options.value("activation", "") == expected.activation);
  const Weight* kernel = layer.find("kernel");
  CHECK((kernel ? kernel->shape : Shape{}) == expected.kernel);
  if (kernel) CHECK(layer.find("bias")->shape == Shape{expected.kernel.back()});
}

}  // namespace

TEST_CASE("Models that Keras 1.2 to 3.13 saved are read with their chain, options and weights") {
  if (!have_samples()) return;
  for (const ExpectedModel& expected : expected_models()) {
    CAPTURE(expected.file);
    const ModelDescription model = read_model(sample(expected.file));
    CHECK(model.keras_version == expected.version);
    CHECK(model.input_shape == expected.input);
    CHECK(model.scheme.plain());
    CHECK(model.fingerprint.size() == 32);
    REQUIRE(model.layers.size() == expected.layers.size());
    for (std::size_t i = 0; i < expected.layers.size(); ++i) check_layer(model.layers[i], expected.layers[i]);
    CHECK(model.layers[0].find("kernel")->values.front() == expected.first_kernel_value);
    const LayerDescription* last = &model.layers.back();
    while (!last->find("bias")) --last;
    CHECK(last->find("bias")->values.back() == expected.last_bias_value);
  }
}

TEST_CASE("Options of the samples' layers are those of their configurations") {
  if (!have_samples()) return;
  CHECK(read_model(sample("k2.3.1_leakyrelu_layer.h5")).layers[1].options == Json{{"negative_slope", 0.5}});
  CHECK(read_model(sample("k2.3.1_relu_layer_1.h5")).layers[1].options ==
        Json{{"max_value", 6.0}, {"negative_slope", 0.0}, {"threshold", 0.0}});
  CHECK(read_model(sample("k2.3.1_softmax_layer.h5")).layers[1].options == Json{{"axis", -1}});
  CHECK(read_model(sample("k3.8.0_heart_mlp_dropout.h5")).layers[1].options == Json{{"rate", 0.3}});
  const ModelDescription ecg = read_model(sample("k3.13.2_ecg_conv1d.h5"));
  CHECK(ecg.layers[0].options == Json{{"filters", 8},
                                      {"kernel_size", {5}},
                                      {"strides", {1}},
                                      {"padding", "valid"},
                                      {"data_format", "channels_last"},
                                      {"activation", "relu"},
                                      {"use_bias", true}});
  CHECK(ecg.layers[1].options ==
        Json{{"pool_size", {2}}, {"strides", {2}}, {"padding", "valid"}, {"data_format", "channels_last"}});
  const ModelDescription cnn = read_model(sample("k2.1.3_cnn_batchnorm_activation.h5"));
  CHECK(cnn.layers[1].options ==
        Json{{"axis", -1}, {"momentum", 0.99}, {"epsilon", 0.001}, {"center", true}, {"scale", true}});
  CHECK(cnn.layers[1].find("moving_variance")->values == std::vector<double>{1});
}

TEST_CASE("Files that are no runnable model are refused with the reason") {
  if (!have_samples()) return;
  auto refused = [](const std::string& file) {
    return sentence_of<Error>([&] { read_model(sample(file)); });
  };
  CHECK(contains(
      refused("neg_k2.2.0_two_outputs_prelu.h5"),
      "the model has 2 outputs ('conv4-1', 'conv4-2'); supported are models that are one chain of layers"));
  CHECK(contains(
      refused("neg_weights_only_k2_mlp.h5"),
      "holds weights without a configuration (model.save_weights); save it with model.save('name.h5')"));
  CHECK(contains(refused("neg_git_lfs_pointer_not_hdf5.h5"), "neg_git_lfs_pointer_not_hdf5.h5"));
  CHECK(contains(refused("k2.3.1_softmax_layer_inputs_and_outputs.h5"), "inputs_and_outputs.h5"));
}

TEST_CASE(
    "A layer of a class that is not known here keeps its class, options and weights for whoever knows it") {
  if (!have_samples()) return;
  const ModelDescription model = read_model(sample("neg_k2.0.6_lstm.h5"));
  CHECK(model.layers[0].class_name == "LSTM");
  CHECK(model.layers[0].options["units"] == 50);
  CHECK(model.layers[0].find("recurrent_kernel")->shape == Shape{50, 200});
}
