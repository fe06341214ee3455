#include "he/io/keras/architecture.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/io/files/model_file.h"
#include "he/io/hdf5/file.h"
#include "he/io/keras/initializer.h"
#include "he/io/keras/short_layer.h"
#include "he/nn/initialise.h"
#include "he/nn/network.h"
#include "io/keras_fixture.h"
#include "io/keras_samples.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

ModelDescription read_text(const std::string& text) {
  const ScratchFolder folder;
  write_bytes(folder.file("a.json"), text);
  return read_architecture(folder.file("a.json"));
}

ModelDescription read(const Json& json) { return read_text(json.dump()); }

ModelDescription with_layers(const Json& layers) { return read({{"layers", layers}}); }

/// The message without the folder of the file: begins with "a.json".
template <typename Error>
std::string refused_text(const std::string& text) {
  const std::string sentence = sentence_of<Error>([&] { read_text(text); });
  return sentence.substr(std::min(sentence.find("a.json"), sentence.size()));
}

template <typename Error = DataError>
std::string refused(const Json& layers) {
  return refused_text<Error>(Json{{"layers", layers}}.dump());
}

std::vector<std::string> names(const ModelDescription& model) {
  std::vector<std::string> all;
  for (const LayerDescription& layer : model.layers) all.push_back(layer.name);
  return all;
}

/// The options without those of training alone, which read_model drops.
Json for_inference(Json options) {
  for (const char* option :
       {"kernel_initializer", "bias_initializer", "gamma_initializer", "beta_initializer",
        "moving_mean_initializer", "moving_variance_initializer", "kernel_l2"})
    options.erase(option);
  return options;
}

const char* const example = R"({
  "name": "digits", "input": [28, 28, 1],
  "layers": [
    {"conv2d": {"filters": 6, "kernel_size": 5, "padding": "same", "activation": "tanh"}},
    {"average_pooling2d": {}},
    "flatten",
    {"dense": 120, "activation": "tanh", "kernel_initializer": "he_normal", "kernel_regularizer": {"l2": 0.001}},
    {"dropout": 0.25},
    {"dense": {"units": 10, "activation": "softmax"}}
  ],
  "feature_names": ["a"], "target_names": ["t", "u"], "class_names": ["zero", "one"]
})";

}  // namespace

TEST_CASE("The short form is read as Keras would have written it") {
  const ModelDescription model = read_text(example);
  CHECK(model.name == "digits");
  CHECK(model.input_shape == Shape{28, 28, 1});
  CHECK(model.feature_names == std::vector<std::string>{"a"});
  CHECK(model.target_names == std::vector<std::string>{"t", "u"});
  CHECK(model.class_names == std::vector<std::string>{"zero", "one"});
  CHECK(names(model) ==
        std::vector<std::string>{"conv2d", "average_pooling2d", "flatten", "dense", "dropout", "dense_1"});
  CHECK(model.layers[0].class_name == "Conv2D");
  CHECK(model.layers[0].options == Json{{"filters", 6},
                                        {"kernel_size", {5, 5}},
                                        {"strides", {1, 1}},
                                        {"padding", "same"},
                                        {"data_format", "channels_last"},
                                        {"activation", "tanh"},
                                        {"use_bias", true}});
  CHECK(model.layers[1].options["pool_size"] == Json{2, 2});
  CHECK(model.layers[3].options == Json{{"units", 120},
                                        {"activation", "tanh"},
                                        {"use_bias", true},
                                        {"kernel_initializer", "he_normal"},
                                        {"kernel_l2", 0.001}});
  CHECK(model.layers[4].options == Json{{"rate", 0.25}});
  CHECK(model.layers[5].options == Json{{"units", 10}, {"activation", "softmax"}, {"use_bias", true}});
  for (const LayerDescription& layer : model.layers) CHECK(layer.weights.empty());
}

TEST_CASE("An architecture becomes a network: LeNet's 784 to 10") {
  ModelDescription model = read_text(example);
  nn::initialise(model, 1);
  CHECK(model.layers[3].find("kernel")->shape == Shape{14 * 14 * 6, 120});
  CHECK(nn::Network(model).output_shape() == Shape{10});
}

TEST_CASE("What a model file cannot hold of training does not stop it from being written") {
  const ScratchFolder folder;
  ModelDescription model = read_text(example);
  nn::initialise(model, 1);
  write_model(folder.file("m.h5"), model);
  const ModelDescription back = read_model(folder.file("m.h5"));
  REQUIRE(back.layers.size() == model.layers.size());
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    CHECK(back.layers[i].options == for_inference(model.layers[i].options));
    for (const Weight& weight : model.layers[i].weights)
      CHECK(back.layers[i].find(weight.name)->values == weight.values);
  }
}

TEST_CASE("Every word is a layer that networks know, and its main option may stand alone") {
  const std::map<std::string, Json> entries = {{"activation", "tanh"},
                                               {"conv1d", {{"filters", 1}, {"kernel_size", 1}}},
                                               {"conv2d", {{"filters", 1}, {"kernel_size", 1}}},
                                               {"dense", 2},
                                               {"dropout", 0.5},
                                               {"elu", 0.5},
                                               {"leaky_relu", 0.1},
                                               {"relu", 6},
                                               {"rescaling", 0.5},
                                               {"reshape", {4, 4, 1}},
                                               {"max_pooling1d", 4},
                                               {"average_pooling2d", {2, 1}},
                                               {"zero_padding2d", 1}};
  for (const std::string& word : short_layer_words()) {
    CAPTURE(word);
    const auto found = entries.find(word);
    ModelDescription model = with_layers({{{word, found == entries.end() ? Json() : found->second}}});
    model.input_shape = word.ends_with("1d") ? Shape{16, 1} : Shape{4, 4, 1};
    REQUIRE(model.layers.size() == 1);
    nn::initialise(model, 1);
    CHECK(element_count(nn::Network(model).output_shape()) > 0);
  }
  CHECK(with_layers({{{"relu", 6}}}).layers[0].options["max_value"] == 6.0);
  CHECK(with_layers({{{"activation", "tanh"}}}).layers[0].class_name == "Activation");
  CHECK(with_layers({{{"max_pooling1d", 4}}}).layers[0].options["strides"] == Json::array({4}));
}

TEST_CASE("Layers are named as Keras names them, around the names that are given") {
  const ModelDescription model = with_layers({"relu",
                                              "relu",
                                              {{"dense", 1}, {"name", "dense_1"}},
                                              {{"dense", 2}},
                                              {{"dense", 3}},
                                              {{"leaky_relu", 0.1}}});
  CHECK(names(model) ==
        std::vector<std::string>{"re_lu", "re_lu_1", "dense_1", "dense", "dense_2", "leaky_re_lu"});
  CHECK(contains(refused({{{"dense", 1}, {"name", "x"}}, {{"dense", 1}, {"name", "x"}}}),
                 "the model has two layers called 'x'"));
}

TEST_CASE("The input may be left to the data") {
  CHECK(with_layers({{{"dense", 1}}, "batch_normalization"}).input_shape.empty());
  CHECK(read({{"input", 13}, {"layers", {{{"dense", 1}}}}}).input_shape == Shape{13});
  Json keras = sequential({nullptr, 4}, Json::array({entry("Dense", "d", {{"units", 1}})}));
  CHECK(read(keras).input_shape == Shape{4});
  keras["config"]["layers"][0]["config"].erase("batch_input_shape");
  CHECK(read(keras).input_shape.empty());
}

TEST_CASE("hard_sigmoid is that of Keras 3, unless a Keras before it wrote the file") {
  CHECK(with_layers({{{"activation", "hard_sigmoid"}}}).layers[0].options["hard_sigmoid_slope"] == 1.0 / 6);
  Json keras = sequential({nullptr, 4},
                          Json::array({entry("Dense", "d", {{"units", 1}, {"activation", "hard_sigmoid"}})}));
  CHECK(read(keras).layers[0].options["hard_sigmoid_slope"] == 0.2);
  keras["registered_name"] = nullptr;  // Keras 3, which does not state its version
  CHECK(read(keras).layers[0].options["hard_sigmoid_slope"] == 1.0 / 6);
  keras["keras_version"] = "2.14.0";
  CHECK(read(keras).layers[0].options["hard_sigmoid_slope"] == 0.2);
}

TEST_CASE("The configurations of models saved by Keras 1.2 to 3.13 give the layers of the models") {
  if (!have_samples()) return;
  std::size_t read_files = 0;
  for (const auto& item : std::filesystem::directory_iterator(sample(""))) {
    const std::string path = item.path().string(), name = item.path().filename().string();
    CAPTURE(name);
    if (item.path().extension() != ".h5" || name.starts_with("neg_") || contains(name, "inputs_and_outputs"))
      continue;
    const std::string config = h5::File::open(path, path).attribute_string("model_config");
    const ModelDescription model = read_model(path);
    for (const std::string& text : {config, Json(config).dump()}) {  // also as a text within the JSON
      const ModelDescription architecture = read_text(text);
      CHECK(architecture.name == model.name);
      CHECK(architecture.input_shape == model.input_shape);
      REQUIRE(architecture.layers.size() == model.layers.size());
      for (std::size_t i = 0; i < model.layers.size(); ++i) {
        const LayerDescription& layer = architecture.layers[i];
        CHECK(layer.class_name == model.layers[i].class_name);
        CHECK(layer.name == model.layers[i].name);
        CHECK(for_inference(layer.options) == model.layers[i].options);
        if (model.layers[i].find("kernel")) {  // all of these were made with Keras' defaults
          CHECK(layer.options["kernel_initializer"] == "glorot_uniform");
          CHECK_FALSE(layer.options.contains("kernel_l2"));
        }
      }
    }
    ++read_files;
  }
  CHECK(read_files == 11);
}

TEST_CASE("Weights that are drawn anew have the shapes of those that Keras saved") {
  if (!have_samples()) return;
  for (const char* name : {"derived_full_k2.2.4tf_lenet5_avgpool.h5", "k2.1.3_cnn_batchnorm_activation.h5",
                           "k3.13.2_ecg_conv1d.h5", "k3.8.0_heart_mlp_dropout.h5"}) {
    const ModelDescription model = read_model(sample(name));
    ModelDescription fresh = model;
    for (LayerDescription& layer : fresh.layers) layer.weights.clear();
    nn::initialise(fresh, 1);
    for (std::size_t i = 0; i < model.layers.size(); ++i) {
      CHECK(fresh.layers[i].weights.size() == model.layers[i].weights.size());
      for (const Weight& weight : model.layers[i].weights)
        CHECK(fresh.layers[i].find(weight.name)->shape == weight.shape);
    }
  }
}

TEST_CASE("Initialisers have one spelling") {
  const auto canonical = [](const Json& value) { return keras::canonical_initializer(value, "x"); };
  CHECK(canonical("he_normal") == "he_normal");
  CHECK(canonical("HeNormal") == "he_normal");
  CHECK(canonical({{"module", "keras.initializers"},
                   {"class_name", "HeNormal"},
                   {"config", {{"seed", 3}}},
                   {"registered_name", nullptr}}) == "he_normal");
  CHECK(canonical({{"class_name", "VarianceScaling"},
                   {"config", {{"scale", 2.0}, {"mode", "fan_in"}, {"distribution", "normal"}}}}) ==
        "he_normal");
  CHECK(canonical("variance_scaling") == "lecun_normal");  // its defaults: scale 1, fan_in, truncated_normal
  CHECK(canonical("uniform") == "random_uniform");
  CHECK(canonical({{"class_name", "Constant"}, {"config", {{"value", 1}}}}) == "ones");
  CHECK(canonical({{"class_name", "RandomNormal"}, {"config", {{"stddev", 0.1}}}}) ==
        Json{{"class_name", "random_normal"}, {"config", {{"mean", 0.0}, {"stddev", 0.1}}}});
  CHECK(with_layers({{{"dense", 1},
                      {"kernel_initializer", {{"random_normal", {{"stddev", 0.1}}}}},
                      {"bias_initializer", {{"constant", 0.5}}}}})
            .layers[0]
            .options["bias_initializer"] == Json{{"class_name", "constant"}, {"config", {{"value", 0.5}}}});
  const auto wrong = [](const Json& value) {
    return sentence_of<DataError>([&] { keras::canonical_initializer(value, "x"); });
  };
  CHECK(wrong("he_norml") == "x: the initialiser 'he_norml' is not supported; did you mean 'he_normal'?");
  CHECK(contains(wrong("Orthogonal"), "the initialiser 'Orthogonal' is not supported; there are"));
  CHECK(wrong(7) == "x is 7, not the name of an initialiser");
  CHECK(contains(wrong({{"class_name", "RandomNormal"}, {"config", {{"sd", 1}}}}), "an unknown value 'sd'"));
  CHECK(contains(wrong({{"class_name", "RandomNormal"}, {"config", {{"stddev", "a"}}}}),
                 "'stddev' is \"a\", not a number"));
  CHECK(contains(wrong({{"class_name", "RandomNormal"}, {"config", {{"stddev", -1}}}}),
                 "'stddev' is negative"));
  CHECK(contains(wrong({{"class_name", "HeNormal"}, {"config", {{"scale", 1}}}}),
                 "this initialiser takes none"));
  CHECK(contains(wrong({{"class_name", "VarianceScaling"}, {"config", {{"mode", "fan_inn"}}}}),
                 "did you mean 'fan_in'?"));
}

TEST_CASE("An L2 is kept in any spelling; whatever else changes training is refused by its name") {
  const auto l2 = [](const Json& value, const char* option = "kernel_regularizer") {
    return read(sequential({nullptr, 4}, Json::array({entry("Dense", "d", {{"units", 1}, {option, value}})})))
        .layers[0]
        .options.value("kernel_l2", -1.0);
  };
  CHECK(l2(nullptr) == -1);
  CHECK(l2("l2") == 0.01);
  CHECK(l2({{"class_name", "L2"}, {"config", {{"l2", 0.5}}}}) == 0.5);
  CHECK(l2({{"class_name", "L1L2"}, {"config", {{"l1", 0.0}, {"l2", 0.25}}}}) == 0.25);
  CHECK(l2({{"name", "WeightRegularizer"}, {"l1", 0.0}, {"l2", 0.125}}, "W_regularizer") == 0.125);
  const auto refused_option = [](const std::string& option, const Json& value) {
    return refused_text<UnsupportedError>(
        sequential({nullptr, 4}, Json::array({entry("Dense", "d", {{"units", 1}, {option, value}})})).dump());
  };
  CHECK(refused_option("kernel_regularizer", "l1") ==
        "a.json: layer 'd' (Dense): option 'kernel_regularizer' = \"l1\" is not supported");
  CHECK(contains(
      refused_option("kernel_regularizer", {{"class_name", "L1L2"}, {"config", {{"l1", 0.1}, {"l2", 0.1}}}}),
      "'kernel_regularizer'"));
  CHECK(contains(refused_option("bias_regularizer", "l2"), "option 'bias_regularizer'"));
  CHECK(contains(refused_option("activity_regularizer", "l2"), "option 'activity_regularizer'"));
  CHECK(contains(refused_option("kernel_constraint", "max_norm"), "option 'kernel_constraint'"));
  CHECK(contains(refused_option("trainable", false), "option 'trainable' = false"));
  CHECK(contains(refused_option("kernel_initializer", "orthogonal"),
                 "layer 'd' (Dense): option 'kernel_initializer': the initialiser 'orthogonal'"));
}

TEST_CASE("Mistakes in the short form are one line with the place and what is allowed") {
  CHECK(refused({{{"denss", 1}}}) ==
        "a.json: layers[0]: 'denss' is not a layer that is supported; did you mean 'dense'?");
  CHECK(contains(refused({"flatten", {{"denss", 1}, {"activation", "tanh"}}}),
                 "layers[1]: 'denss' is not a layer"));
  CHECK(contains(refused({"lstm"}), "layers[0]: 'lstm' is not a layer that is supported; there are"));
  CHECK(contains(refused({{{"lambda", "x"}}}), "'lambda' is not a layer"));
  CHECK(refused({"flatten", {{"dense", {{"units", 1}, {"activaton", "tanh"}}}}}) ==
        "a.json: layers[1]: 'dense' has no option 'activaton'; did you mean 'activation'?");
  CHECK(refused({{{"dense", {{"units", "many"}}}}}) ==
        "a.json: layers[0].units: option 'units' is \"many\", not a positive integer");
  CHECK(contains(refused({{{"dense", 0}}}), "layers[0].units: option 'units' is 0"));
  CHECK(refused({{{"conv2d", 4}}}) == "a.json: layers[0]: 'conv2d' needs 'kernel_size'");
  CHECK(contains(refused({{{"dense", 4}, {"units", 5}}}), "layers[0] gives 'units' twice"));
  CHECK(contains(refused({{{"dense", {{"units", 4}}}, {"activation", "tanh"}}}),
                 "layers[0].activation: put it into the braces of 'dense'"));
  CHECK(contains(refused({{{"dense", 4}, {"dropout", 0.5}}}),
                 "layers[0] names two layers, 'dense' and 'dropout'"));
  CHECK(contains(refused({{{"flatten", true}}}), "layers[0].flatten is true; write 'flatten' alone"));
  CHECK(contains(refused({7}), "layers[0] is 7, not a layer"));
  CHECK(contains(refused(Json::array({Json::object()})), "layers[0] is empty"));
  CHECK(contains(refused({{{"dense", 4}, {"activation", {{"class_name", "__lambda__"}}}}}),
                 "layers[0].activation is {"));
  CHECK(contains(refused({{{"dense", 4}, {"name", 7}}}), "layers[0].name is 7, not a text"));
  CHECK(contains(refused({{{"dense", 4}, {"kernel_initializer", "he"}}}),
                 "layers[0].kernel_initializer: the initialiser 'he'"));
  CHECK(contains(refused({{{"reshape", "x"}}}), "layers[0].target_shape is \"x\", not a list of integers"));
  CHECK(contains(refused(7), "layers is 7, not a list"));
  CHECK(contains(refused(Json::array()), "the model has no layers"));
  CHECK(contains(refused_text<DataError>("{\"layer\": []}"),
                 "a.json: the architecture has an unknown member 'layer'; did you mean 'layers'?"));
  CHECK(contains(refused_text<DataError>("{}"), "a.json: the architecture has no 'layers'"));
  CHECK(contains(refused_text<DataError>("[]"), "the architecture is [], not an object"));
  CHECK(contains(refused_text<DataError>("{\"input\": [28, -1], \"layers\": []}"),
                 "a.json: input is [28,-1], not a list of positive integers"));
  CHECK(contains(refused_text<DataError>(R"({"layers": ["flatten"], "class_names": ["a", 2]})"),
                 "a.json: class_names[1] is 2, not a text"));
}

TEST_CASE("Damaged, hostile and mistaken files are one line") {
  CHECK(refused_text<DataError>("{\"layers\": [\n  \"flatten\",\n  {]}") ==
        "a.json: the architecture is not valid JSON at line 3, column 4");
  CHECK(contains(refused_text<DataError>(""), "is not valid JSON at line 1, column 1"));
  CHECK(contains(refused_text<DataError>(std::string(1'000'000, '[')), "nested deeper than 100 levels"));
  CHECK(contains(refused_text<DataError>(std::string((16u << 20) + 10, ' ')), "at most 16 MB"));
  CHECK(contains(refused_text<DataError>(R"({"layers": [{"dense": 1, "dense": 2}]})"),
                 "has the key 'dense' twice in one object"));
  CHECK(contains(refused_text<DataError>("{\"layers\": [{\"dense\": 1e999}]}"), "number out of range"));
  CHECK(contains(refused_text<DataError>("\x89HDF\r\n\x1a\n"), "is an HDF5 file"));
  CHECK(contains(sentence_of<IoError>([] { read_architecture("/nowhere/a.json"); }), "/nowhere/a.json"));
}

TEST_CASE("Layers and code that cannot be run are refused in Keras' form as well") {
  const auto refused_layer = [](const std::string& class_name, const Json& options) {
    return refused_text<UnsupportedError>(
        sequential({nullptr, 4}, Json::array({entry(class_name, "l", options)})).dump());
  };
  CHECK(refused_layer("LSTM", {{"units", 3}}) ==
        "a.json: layer 'l' (LSTM): layers of this kind are not supported");
  CHECK(contains(refused_layer("Lambda", {{"function", "x"}}), "layer 'l' (Lambda)"));
  CHECK(contains(
      refused_layer("Dense", {{"units", 1},
                              {"activation", {{"class_name", "__lambda__"}, {"config", {{"code", "4wE"}}}}}}),
      "never run"));
}
