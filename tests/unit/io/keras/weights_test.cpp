#include <doctest/doctest.h>

#include "he/error.h"
#include "he/io/files/model_file.h"
#include "he/io/models/model.h"
#include "io/keras_fixture.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

const Json th_convolution = {
    {"nb_filter", 2}, {"nb_row", 2}, {"nb_col", 3}, {"dim_ordering", "th"}, {"bias", false}};

/// The model of one layer with these stored weights, read back.
ModelDescription read_stored(const Json& layer, const Json& input, const std::vector<Stored>& weights,
                             const std::string& version = "2.4.0",
                             const std::string& backend = "tensorflow") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  h5::File file = keras_file(path, sequential(input, Json::array({layer})), version, backend);
  add_weights(file, layer["config"]["name"], weights);
  file.close();
  return read_model(path);
}

std::string weights_refusal(const Json& layer, const Json& input, const std::vector<Stored>& weights) {
  return sentence_of<DataError>([&] { read_stored(layer, input, weights); });
}

/// Element of a row-major array.
double at(const Array& array, std::initializer_list<std::size_t> index) {
  std::size_t offset = 0;
  auto extent = array.shape.begin();
  for (std::size_t i : index) offset = offset * *extent++ + i;
  return array.values.at(offset);
}

Array kernel_of(const ModelDescription& model) {
  const Weight* kernel = model.layers.at(0).find("kernel");
  REQUIRE(kernel);
  return {kernel->shape, kernel->values};
}

Json dense_entry(bool bias = true) { return entry("Dense", "dense_1", {{"units", 2}, {"use_bias", bias}}); }

const Json three = {nullptr, 3};

}  // namespace

TEST_CASE("A kernel trained with Theano gives the same convolution after it was read") {
  // Theano convolves: y[f][i][j] = sum over c, a, b of k[f][c][a][b] * x[c][i + 1 - a][j + 2 - b] for 2 x 3
  // kernels. What is read is correlated: y[f][i][j] = sum of w[a][b][c][f] * x[c][i + a][j + b].
  const Array stored = counted({2, 3, 2, 3});
  const Array w = kernel_of(read_stored(entry("Convolution2D", "c", th_convolution), {nullptr, 3, 4, 5},
                                        {{"c_W", stored}}, "1.2.2", "theano"));
  REQUIRE(w.shape == Shape{2, 3, 3, 2});
  Array x = counted({3, 4, 5});
  for (double& value : x.values) value = value * value - 30 * value;
  for (std::size_t f = 0; f < 2; ++f)
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        double convolved = 0, correlated = 0;
        for (std::size_t c = 0; c < 3; ++c)
          for (std::size_t a = 0; a < 2; ++a)
            for (std::size_t b = 0; b < 3; ++b) {
              convolved += at(stored, {f, c, a, b}) * at(x, {c, i + 1 - a, j + 2 - b});
              correlated += at(w, {a, b, c, f}) * at(x, {c, i + a, j + b});
            }
        CHECK(correlated == convolved);
      }
}

TEST_CASE("A small Theano kernel is turned by 180 degrees") {
  Json options = th_convolution;
  options["nb_filter"] = 1;
  options["nb_col"] = 2;
  const Array stored{{1, 1, 2, 2}, {1, 2, 3, 4}};
  const Json layer = entry("Convolution2D", "c", options);
  CHECK(kernel_of(read_stored(layer, {nullptr, 1, 3, 3}, {{"c_W", stored}}, "1.2.2", "theano")).values ==
        std::vector<double>{4, 3, 2, 1});
  CHECK(kernel_of(read_stored(layer, {nullptr, 1, 3, 3}, {{"c_W", stored}}, "1.2.2", "tensorflow")).values ==
        std::vector<double>{1, 2, 3, 4});  // TensorFlow correlates
}

TEST_CASE("Kernels of later files are left in their order, and only turned where Theano wrote them") {
  const Json layer = entry("Conv2D", "c", {{"filters", 2}, {"kernel_size", {2, 2}}, {"use_bias", false}});
  const Array stored = counted({2, 2, 1, 2});
  CHECK(kernel_of(read_stored(layer, {nullptr, 4, 4, 1}, {{"c/kernel:0", stored}})) == stored);
  CHECK(
      kernel_of(read_stored(layer, {nullptr, 4, 4, 1}, {{"c/kernel:0", stored}}, "2.0.6", "theano")).values ==
      std::vector<double>{7, 8, 5, 6, 3, 4, 1, 2});
}

TEST_CASE("One-dimensional kernels of Keras 1 lose their extra axis") {
  const Json layer = entry("Convolution1D", "c", {{"nb_filter", 2}, {"filter_length", 3}, {"bias", false}});
  const Json input = {nullptr, 9, 2};
  const Array late = kernel_of(read_stored(layer, input, {{"c_W", counted({3, 1, 2, 2})}}, "1.2.2"));
  CHECK(late == counted({3, 2, 2}));
  const Array early = kernel_of(read_stored(layer, input, {{"c_W", counted({2, 2, 3, 1})}}, "1.0.0"));
  REQUIRE(early.shape == Shape{3, 2, 2});
  CHECK(at(early, {0, 0, 1}) == 7);  // filter 1, channel 0, sample 0 of [filters, channels, length, 1]
  CHECK(at(early, {2, 1, 0}) == 6);  // filter 0, channel 1, sample 2
}

TEST_CASE("Weights are known by their names in every spelling, else by their position") {
  const Array kernel = counted({3, 2}), bias{{2}, {10, 20}};
  for (const auto& [first, second] : std::vector<std::pair<std::string, std::string>>{
           {"dense_1/kernel:0", "dense_1/bias:0"},
           {"sequential/dense_1/kernel", "sequential/dense_1/bias"},
           {"global/shared/dense_1_W:0", "global/shared/dense_1_b:0"},
           {"dense_1_W", "dense_1_b"},
           {"variable_3", "variable_4"},
           {"param_0", "param_1"}}) {
    CAPTURE(first);
    const ModelDescription model = read_stored(dense_entry(), three, {{first, kernel}, {second, bias}});
    const LayerDescription& layer = model.layers[0];
    REQUIRE(layer.weights.size() == 2);
    CHECK(layer.weights[0].name == "kernel");
    CHECK(layer.weights[0].values == kernel.values);
    CHECK(layer.find("bias")->values == bias.values);
  }
  const ModelDescription turned =
      read_stored(dense_entry(), three, {{"d/bias:0", bias}, {"d/kernel:0", kernel}});
  CHECK(turned.layers[0].find("kernel")->values == kernel.values);
}

TEST_CASE("Batch normalisation honours scale and center, and Keras 1's running_std is the variance") {
  const auto weight = [](double value) { return Array{{3}, {value, value, value}}; };
  const Json whole = entry("BatchNormalization", "b");
  const ModelDescription keras1 = read_stored(whole, three,
                                              {{"b_gamma", weight(1)},
                                               {"b_beta", weight(2)},
                                               {"b_running_mean", weight(3)},
                                               {"b_running_std", weight(4)}},
                                              "1.2.2");
  CHECK(keras1.layers[0].find("moving_mean")->values[0] == 3);
  CHECK(keras1.layers[0].find("moving_variance")->values[0] == 4);
  const Json bare = entry("BatchNormalization", "b", {{"scale", false}, {"center", false}});
  const ModelDescription positions =
      read_stored(bare, three, {{"param_0", weight(5)}, {"param_1", weight(6)}});
  CHECK(positions.layers[0].weights.size() == 2);
  CHECK(positions.layers[0].find("moving_mean")->values[0] == 5);
  CHECK(contains(
      weights_refusal(whole, three, {{"b/gamma:0", weight(1)}}),
      "its weights on file are 'b/gamma:0', but the configuration asks for 'gamma', 'beta', 'moving_mean', "
      "'moving_variance'"));
}

TEST_CASE("Normalization has a mean and a variance; the count is dropped") {
  const ModelDescription model =
      read_stored(entry("Normalization", "n", {{"axis", {-1}}}), three,
                  {{"mean:0", counted({3})}, {"variance:0", counted({3})}, {"count:0", Array{{}, {303}}}});
  CHECK(model.layers[0].weights.size() == 2);
  CHECK(model.layers[0].find("variance")->values == std::vector<double>{1, 2, 3});
}

TEST_CASE("Names of weights that Keras split into several attributes are put together") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  h5::File file = keras_file(path, sequential(three, Json::array({dense_entry()})), "2.4.0");
  add_weights(file, "dense_1", {{"dense_1/kernel:0", counted({3, 2})}, {"dense_1/bias:0", counted({2})}});
  {
    h5::Group group = file.group("model_weights/dense_1");
    group.remove_attribute("weight_names");
    group.set_attribute("weight_names0", std::vector<std::string>{"dense_1/kernel:0"});
    group.set_attribute("weight_names1", std::vector<std::string>{"dense_1/bias:0"});
  }
  file.close();
  CHECK(read_model(path).layers[0].find("bias")->values == std::vector<double>{1, 2});
}

TEST_CASE("The weights of a nested model's layers are found in the group of the model") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  Json inner =
      sequential(three, Json::array({entry("Dense", "a", {{"units", 2}}), entry("BatchNormalization", "b")}));
  inner["config"]["name"] = "block";
  h5::File file = keras_file(
      path, {{"class_name", "Sequential"}, {"config", {{"name", "s"}, {"layers", Json::array({inner})}}}},
      "2.4.0");
  // Keras lists what is trained first, then the rest.
  add_weights(file, "block",
              {{"a/kernel:0", counted({3, 2})},
               {"a/bias:0", counted({2})},
               {"b/gamma:0", counted({2})},
               {"b/beta:0", counted({2})},
               {"b/moving_mean:0", Array{{2}, {7, 8}}},
               {"b/moving_variance:0", counted({2})}});
  file.close();
  const ModelDescription model = read_model(path);
  CHECK(model.layers.at(0).find("kernel")->shape == Shape{3, 2});
  CHECK(model.layers.at(1).find("moving_mean")->values == std::vector<double>{7, 8});
}

TEST_CASE("Weights that are missing or do not fit are named with file and layer") {
  const Array kernel = counted({3, 2}), bias = counted({2});
  const std::string kernel_name = "dense_1/kernel:0", bias_name = "dense_1/bias:0";
  CHECK(contains(weights_refusal(dense_entry(), three, {{kernel_name, counted({3, 4})}, {bias_name, bias}}),
                 "m.h5: layer 'dense_1' (Dense): weight 'dense_1/kernel:0' has the shape 3x4, but the "
                 "configuration asks "
                 "for ?x2"));
  CHECK(contains(weights_refusal(dense_entry(), three, {{kernel_name, kernel}, {bias_name, counted({3})}}),
                 "asks for 2"));
  CHECK(contains(
      weights_refusal(dense_entry(), three, {{kernel_name, kernel}}),
      "its weights on file are 'dense_1/kernel:0', but the configuration asks for 'kernel', 'bias'"));
  CHECK(weights_refusal(dense_entry(false), three, {{kernel_name, kernel}}).empty());
  const Json conv =
      entry("Conv2D", "dense_1", {{"filters", 2}, {"kernel_size", {3, 3}}, {"use_bias", false}});
  CHECK(contains(weights_refusal(conv, {nullptr, 8, 8, 1}, {{kernel_name, counted({3, 1, 2})}}),
                 "asks for 3x3x?x2"));
}

TEST_CASE("A group or a data set that its model asks for but that is not there is named") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  const Json model = sequential(three, Json::array({dense_entry()}));
  keras_file(path, model, "2.4.0").close();
  CHECK(contains(sentence_of<DataError>([&] { read_model(path); }),
                 "layer 'dense_1' (Dense): its weights on file are none"));
  h5::File file = keras_file(path, model, "2.4.0");
  file.create_group("model_weights/dense_1")
      .set_attribute("weight_names", std::vector<std::string>{"kernel", "bias"});
  file.close();
  CHECK(contains(sentence_of<DataError>([&] { read_model(path); }), "the weight 'kernel' is missing"));
}
