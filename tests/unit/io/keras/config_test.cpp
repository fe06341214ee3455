#include <doctest/doctest.h>

#include "he/error.h"
#include "io/keras_fixture.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

const Json three_units = {{"units", 3}};

LayerDescription first_layer(const Json& model, const std::string& version = "2.4.0") {
  return configured(model, version).layers.at(0).layer;
}

/// The one layer of a model over records of a rank that fits.
LayerDescription read_layer(const std::string& class_name, const Json& options,
                            const std::string& version = "2.4.0", const Json& input = {nullptr, 8, 8, 3}) {
  return first_layer(sequential(input, Json::array({entry(class_name, "layer", options)})), version);
}

template <typename Error>
std::string layer_refusal(const std::string& class_name, const Json& options,
                          const Json& input = {nullptr, 8, 8, 3}) {
  return sentence_of<Error>([&] { read_layer(class_name, options, "2.4.0", input); });
}

Json node2(const std::string& source) {
  return Json::array({Json::array({Json::array({source, 0, 0, Json::object()})})});
}

Json node3(const std::string& source) {
  const Json tensor = {{"class_name", "__keras_tensor__"},
                       {"config", {{"shape", {nullptr, 4}}, {"keras_history", {source, 0, 0}}}}};
  return Json::array({{{"args", Json::array({tensor})}, {"kwargs", Json::object()}}});
}

Json graph_entry(const std::string& class_name, const std::string& name, Json nodes,
                 Json options = three_units) {
  Json layer = entry(class_name, name, options);
  layer["name"] = name;
  layer["inbound_nodes"] = std::move(nodes);
  return layer;
}

Json functional(Json layers, Json inputs, Json outputs) {
  return {
      {"class_name", "Functional"},
      {"config", {{"name", "m"}, {"layers", layers}, {"input_layers", inputs}, {"output_layers", outputs}}}};
}

Json input_entry(const std::string& name) {
  return graph_entry("InputLayer", name, Json::array(), {{"batch_input_shape", {nullptr, 4}}});
}

std::vector<std::string> names(const keras::ConfiguredModel& model) {
  std::vector<std::string> all;
  for (const keras::ConfiguredLayer& layer : model.layers) all.push_back(layer.layer.name);
  return all;
}

}  // namespace

TEST_CASE("The words of Keras 1 become those of Keras 2") {
  const LayerDescription conv = read_layer("Convolution2D",
                                           {{"nb_filter", 4},
                                            {"nb_row", 3},
                                            {"nb_col", 5},
                                            {"subsample", {2, 1}},
                                            {"border_mode", "same"},
                                            {"dim_ordering", "tf"},
                                            {"bias", false},
                                            {"activation", "relu"},
                                            {"init", "glorot_uniform"},
                                            {"W_regularizer", nullptr},
                                            {"b_constraint", nullptr}},
                                           "1.2.2");
  CHECK(conv.class_name == "Conv2D");
  CHECK(conv.options == Json{{"filters", 4},
                             {"kernel_size", {3, 5}},
                             {"strides", {2, 1}},
                             {"padding", "same"},
                             {"data_format", "channels_last"},
                             {"use_bias", false},
                             {"activation", "relu"}});
  const LayerDescription conv1 = read_layer(
      "Convolution1D", {{"nb_filter", 2}, {"filter_length", 3}, {"subsample_length", 2}, {"input_dim", 1}},
      "1.1.0", {nullptr, 9, 1});
  CHECK(conv1.class_name == "Conv1D");
  CHECK(conv1.options["kernel_size"] == Json::array({3}));
  CHECK(conv1.options["strides"] == Json::array({2}));
  const LayerDescription pool =
      read_layer("MaxPooling1D", {{"pool_length", 3}, {"stride", nullptr}, {"border_mode", "valid"}}, "1.2.2",
                 {nullptr, 9, 1});
  CHECK(pool.options ==
        Json{{"pool_size", {3}}, {"strides", {3}}, {"padding", "valid"}, {"data_format", "channels_last"}});
  CHECK(read_layer("MaxPooling2D", {{"dim_ordering", "th"}}, "1.2.2").options["data_format"] ==
        "channels_first");
  CHECK(read_layer("Dropout", {{"p", 0.25}}, "1.2.2").options == Json{{"rate", 0.25}});
  CHECK(read_layer("Dense", {{"output_dim", 7}, {"input_dim", 3}}, "1.2.2").options ==
        Json{{"units", 7}, {"activation", "linear"}, {"use_bias", true}});
}

TEST_CASE("A Keras 1 model is a list of layers, and its input may be stated as input_dim") {
  const Json model = {{"class_name", "Sequential"},
                      {"config", Json::array({entry("Dense", "d", {{"output_dim", 2}, {"input_dim", 5}})})}};
  const keras::ConfiguredModel read = configured(model, "1.0.4");
  CHECK(read.input_shape == Shape{5});
  CHECK(read.name == "sequential");
  CHECK(read.dialect == 1);
  CHECK(configured(model, "").dialect == 1);  // without a version the words tell
  CHECK(configured(sequential({nullptr, 4}, Json::array({entry("Dense", "d", three_units)})), "").dialect ==
        2);
}

TEST_CASE("The input shape is found wherever a version states it") {
  Json bare = {{"class_name", "Sequential"},
               {"config", {{"name", "s"}, {"layers", Json::array({entry("Dense", "d", three_units)})}}}};
  CHECK(contains(sentence_of<UnsupportedError>([&] { configured(bare); }), "does not state its input shape"));
  Json late = bare;
  late["config"]["build_input_shape"] = {nullptr, 6};
  CHECK(configured(late).input_shape == Shape{6});
  Json own = bare;
  own["config"]["layers"][0]["config"]["input_shape"] = {7};
  CHECK(configured(own).input_shape == Shape{7});
  Json keras3 = bare;
  keras3["config"]["layers"].insert(keras3["config"]["layers"].begin(),
                                    entry("InputLayer", "i", {{"batch_shape", {nullptr, 2, 8}}}));
  CHECK(configured(keras3).input_shape == Shape{2, 8});
  CHECK(configured(keras3).layers.size() == 1);
  CHECK(contains(
      sentence_of<UnsupportedError>([&] {
        configured(sequential({nullptr, nullptr, 3}, Json::array({entry("Dense", "d", three_units)})));
      }),
      "m.h5: the model's input [null,null,3] has extents that are not fixed"));
}

TEST_CASE("hard_sigmoid means 0.2x + 0.5 up to Keras 2 and x/6 + 0.5 in Keras 3") {
  const Json options = {{"units", 1}, {"activation", "hard_sigmoid"}};
  CHECK(read_layer("Dense", options, "1.2.2").options["hard_sigmoid_slope"] == 0.2);
  CHECK(read_layer("Dense", options, "2.14.0").options["hard_sigmoid_slope"] == 0.2);
  CHECK(read_layer("Dense", options, "3.8.0").options["hard_sigmoid_slope"] == 1.0 / 6.0);
  CHECK_FALSE(read_layer("Dense", three_units, "3.8.0").options.contains("hard_sigmoid_slope"));
}

TEST_CASE("Activations are read in every spelling") {
  auto activation = [](const Json& value) {
    return read_layer("Dense", {{"units", 1}, {"activation", value}}).options["activation"];
  };
  CHECK(activation("tanh") == "tanh");
  CHECK(activation(nullptr) == "linear");
  CHECK(activation("silu") == "swish");
  CHECK(activation({{"module", "builtins"}, {"class_name", "function"}, {"config", "elu"}}) == "elu");
  CHECK(activation({{"class_name", "relu"}, {"config", Json::object()}}) == "relu");
  CHECK(activation({{"module", "keras.layers"}, {"class_name", "ReLU"}, {"config", {{"name", "r"}}}}) ==
        "relu");
  CHECK(activation({{"class_name", "Softmax"}, {"config", {{"axis", -1}}}}) == "softmax");
}

TEST_CASE("An activation with options becomes a layer of its own") {
  const Json leaky = {{"class_name", "LeakyReLU"}, {"config", {{"name", "l"}, {"alpha", 0.125}}}};
  const keras::ConfiguredModel after = configured(
      sequential({nullptr, 4}, Json::array({entry("Dense", "d", {{"units", 2}, {"activation", leaky}})})));
  REQUIRE(after.layers.size() == 2);
  CHECK(after.layers[0].layer.options["activation"] == "linear");
  CHECK(after.layers[1].layer.class_name == "LeakyReLU");
  CHECK(after.layers[1].layer.name == "d_activation");
  CHECK(after.layers[1].layer.options == Json{{"negative_slope", 0.125}});
  const LayerDescription alone = read_layer("Activation", {{"activation", leaky}});
  CHECK(alone.class_name == "LeakyReLU");
  CHECK(alone.name == "layer");
}

TEST_CASE("Code in a configuration is never run") {
  const Json lambda = {{"class_name", "__lambda__"}, {"config", {{"code", "4wEAAAA="}}}};
  CHECK(
      contains(layer_refusal<UnsupportedError>("Dense", {{"units", 1}, {"activation", lambda}}),
               "m.h5: layer 'layer' (Dense): its activation is code stored in the file, which is never run"));
  CHECK(contains(
      layer_refusal<UnsupportedError>("Dense", {{"units", 1}, {"activation", {"4wEAAAA=", nullptr}}}),
      "never run"));
  const Json function = {{"function", {"4wEAAAA=", nullptr, nullptr}}, {"function_type", "lambda"}};
  const LayerDescription layer = read_layer("Lambda", function);
  CHECK(layer.class_name == "Lambda");
  CHECK(layer.options == function);
}

TEST_CASE("Options of the activation layers get their one spelling") {
  CHECK(read_layer("LeakyReLU", {{"alpha", 0.5}}).options == Json{{"negative_slope", 0.5}});
  CHECK(read_layer("LeakyReLU", {{"negative_slope", 0.5}}, "3.8.0").options == Json{{"negative_slope", 0.5}});
  CHECK(
      read_layer("LeakyReLU", {{"alpha", {{"type", "ndarray"}, {"value", 0.5}}}}).options["negative_slope"] ==
      0.5);
  CHECK(read_layer("LeakyReLU", Json::object()).options == Json{{"negative_slope", 0.3}});  // Keras' default
  CHECK(read_layer("ReLU", {{"max_value", 6}}).options ==
        Json{{"max_value", 6.0}, {"negative_slope", 0.0}, {"threshold", 0.0}});
  CHECK(read_layer("Softmax", {{"axis", {3}}}).options == Json{{"axis", -1}});  // axis 3 of [batch, 8, 8, 3]
  CHECK(read_layer("ZeroPadding2D", {{"padding", {1, 2}}}).options["padding"] == Json{{1, 1}, {2, 2}});
}

TEST_CASE("Options that would change the result are refused by layer, name and value") {
  auto conv = [](const std::string& option, const Json& value) {
    Json options = {{"filters", 2}, {"kernel_size", {3, 3}}};
    options[option] = value;
    return layer_refusal<UnsupportedError>("Conv2D", options);
  };
  CHECK(conv("dilation_rate", {2, 2}) ==
        "m.h5: layer 'layer' (Conv2D): option 'dilation_rate' = [2,2] is not supported");
  CHECK(contains(conv("groups", 2), "option 'groups' = 2 is not supported"));
  CHECK(contains(conv("data_format", "channels_middle"), "option 'data_format' = \"channels_middle\""));
  CHECK(contains(conv("padding", "full"), "option 'padding' = \"full\""));
  CHECK(contains(conv("gamma_ray", 1), "option 'gamma_ray' = 1"));
  CHECK(conv("gamma_ray", nullptr).empty());
  CHECK(conv("dilation_rate", {1, 1}).empty());
  CHECK(contains(
      layer_refusal<UnsupportedError>(
          "Dense", {{"units", 1},
                    {"dtype", {{"class_name", "QuantizedDTypePolicy"}, {"config", {{"mode", "int8"}}}}}}),
      "option 'dtype'"));
  CHECK(contains(layer_refusal<UnsupportedError>("BatchNormalization", {{"mode", 2}}), "option 'mode' = 2"));
  const Json causal = {{"filters", 2}, {"kernel_size", {3}}, {"padding", "causal"}};
  CHECK(contains(layer_refusal<UnsupportedError>("Conv1D", causal, {nullptr, 9, 1}),
                 "option 'padding' = \"causal\""));
  Json trivial = causal;
  trivial["kernel_size"] = {1};
  CHECK(read_layer("Conv1D", trivial, "2.4.0", {nullptr, 9, 1}).options["padding"] == "valid");
}

TEST_CASE("Options of the wrong type are named") {
  CHECK(contains(layer_refusal<DataError>("Dense", {{"units", "many"}}),
                 "option 'units' is \"many\", not a positive integer"));
  CHECK(contains(layer_refusal<DataError>("Dense", {{"units", -1}}), "option 'units' is -1"));
  CHECK(contains(layer_refusal<DataError>("Dense", Json::object()), "has no option 'units'"));
  CHECK(contains(layer_refusal<DataError>("Conv2D", {{"filters", 1}, {"kernel_size", {3, 3, 3}}}),
                 "not 2 positive integers"));
  CHECK(
      contains(layer_refusal<DataError>("Dense", {{"units", 1}, {"use_bias", "yes"}}), "not true or false"));
}

TEST_CASE("Batch normalisation is over the channels, whichever axis they are") {
  CHECK(read_layer("BatchNormalization", {{"axis", {3}}}).options["axis"] == -1);
  CHECK(read_layer("BatchNormalization", {{"axis", 1}}, "2.4.0", {nullptr, 4}).options["axis"] == -1);
  CHECK(contains(layer_refusal<UnsupportedError>("BatchNormalization", {{"axis", 1}}),
                 "option 'axis' = 1 is not supported"));
  const Json pool = {{"data_format", "channels_first"}};
  auto after_pool = [&](int axis) {
    return configured(sequential({nullptr, 3, 8, 8},
                                 Json::array({entry("MaxPooling2D", "p", pool),
                                              entry("BatchNormalization", "b", {{"axis", axis}})})))
        .layers[1]
        .layer.options["axis"];
  };
  CHECK(after_pool(1) == 1);
  CHECK(contains(sentence_of<UnsupportedError>([&] { after_pool(-1); }),
                 "layer 'b' (BatchNormalization): option 'axis' = -1"));
}

TEST_CASE("Functional chains are followed in both spellings of nodes, in whatever order they are listed") {
  const Json old_chain =
      functional({graph_entry("Dense", "c", node2("b")), graph_entry("Dense", "a", node2("in")),
                  input_entry("in"), graph_entry("Dense", "b", node2("a"))},
                 {{"in", 0, 0}}, {{"c", 0, 0}});
  CHECK(names(configured(old_chain)) == std::vector<std::string>{"a", "b", "c"});
  const Json new_chain = functional(
      {graph_entry("Dense", "b", node3("a")), input_entry("in"), graph_entry("Dense", "a", node3("in"))},
      {"in", 0, 0}, {"b", 0, 0});
  CHECK(names(configured(new_chain, "3.8.0")) == std::vector<std::string>{"a", "b"});
  CHECK(configured(new_chain, "3.8.0").input_shape == Shape{4});
}

TEST_CASE("Anything but one chain is refused by the names of the layers") {
  const Json a = graph_entry("Dense", "a", node2("in"));
  const Json b = graph_entry("Dense", "b", node2("a"));
  const Json c = graph_entry("Dense", "c", node2("a"));
  const Json in = input_entry("in");
  auto refused = [](const Json& model) { return sentence_of<Error>([&] { configured(model); }); };
  CHECK(refused(functional({in, a, b, c}, {{"in", 0, 0}}, {{"b", 0, 0}, {"c", 0, 0}})) ==
        "m.h5: the model has 2 outputs ('b', 'c'); supported are models that are one chain of layers");
  CHECK(contains(refused(functional({in, a, b}, {{"in", 0, 0}, {"i2", 0, 0}}, {{"b", 0, 0}})),
                 "the model has 2 inputs ('in', 'i2')"));
  CHECK(
      contains(refused(functional({in, a, b, c}, {{"in", 0, 0}}, {{"b", 0, 0}})), "layer 'c' branches off"));
  Json merge = graph_entry("Add", "sum", node2("a"));
  merge["inbound_nodes"][0].push_back({"in", 0, 0, Json::object()});
  CHECK(contains(refused(functional({in, a, merge}, {{"in", 0, 0}}, {{"sum", 0, 0}})),
                 "layer 'sum' has 2 inputs"));
  Json shared = b;
  shared["inbound_nodes"].push_back(shared["inbound_nodes"][0]);
  CHECK(contains(refused(functional({in, a, shared}, {{"in", 0, 0}}, {{"b", 0, 0}})),
                 "layer 'b' is used 2 times"));
  const Json loop = graph_entry("Dense", "a", node2("b"));
  CHECK(contains(refused(functional({in, loop, b}, {{"in", 0, 0}}, {{"b", 0, 0}})),
                 "'b' that is missing or used twice"));
  Json training = b;
  training["inbound_nodes"][0][0][3] = {{"training", true}};
  CHECK(contains(refused(functional({in, a, training}, {{"in", 0, 0}}, {{"b", 0, 0}})),
                 "layer 'b': the call argument 'training' = true"));
  CHECK(contains(refused(functional({in, a, a}, {{"in", 0, 0}}, {{"a", 0, 0}})), "two layers called 'a'"));
}

TEST_CASE("A model nested in a model is flattened") {
  Json inner = sequential({nullptr, 4},
                          Json::array({entry("Dense", "d", three_units), entry("Dense", "e", three_units)}));
  inner["config"]["name"] = "block";
  const keras::ConfiguredModel model = configured(
      {{"class_name", "Sequential"},
       {"config", {{"name", "outer"}, {"layers", Json::array({inner, entry("Dense", "d2", three_units)})}}}});
  CHECK(names(model) == std::vector<std::string>{"d", "e", "d2"});
  CHECK(model.input_shape == Shape{4});
  CHECK(model.layers[1].group == "block");
  CHECK(model.layers[1].scope == "e");
  CHECK(model.layers[2].group == "d2");
}

TEST_CASE("Statistics that were given to a Normalization are its weights") {
  const LayerDescription layer = read_layer(
      "Normalization", {{"axis", {-1}}, {"mean", Json::array({{1.5, 2.0}})}, {"variance", {0.25, 4.0}}},
      "2.14.0", {nullptr, 2});
  CHECK(layer.options == Json{{"axis", -1}});
  REQUIRE(layer.find("mean"));
  CHECK(layer.find("mean")->values == std::vector<double>{1.5, 2.0});
  CHECK(layer.find("variance")->values == std::vector<double>{0.25, 4.0});
  CHECK(contains(layer_refusal<UnsupportedError>("Normalization", {{"axis", -1}, {"invert", true}}),
                 "option 'invert' = true"));
}

TEST_CASE("Damaged and hostile configurations are one line") {
  auto refused = [](const std::string& text) {
    return sentence_of<DataError>([&] { keras::read_config(text, "2.4.0", "m.h5"); });
  };
  CHECK(contains(refused("{\"class_name\": \"Sequential\", \"conf"), "is not valid JSON"));
  CHECK(contains(refused(std::string(1'000'000, '[')), "nested deeper than 100 levels"));
  CHECK(contains(refused(std::string((16u << 20) + 1, ' ')), "at most 16 MB"));
  CHECK(contains(refused("[]"), "has no 'config'"));
  CHECK(contains(refused("{\"config\": {\"layers\": 7}}"), "'layers' is 7, not a list"));
  CHECK(contains(refused("{\"config\": []}"), "the model has no layers"));
  CHECK(contains(refused("{\"config\": [7]}"), "has no 'class_name'"));
  CHECK(contains(refused("{\"config\": [{\"class_name\": \"Dense\"}]}"),
                 "a layer of class 'Dense' has no configuration"));
  CHECK(contains(refused("{\"config\": [{\"class_name\": \"Dense\", \"config\": 3}]}"),
                 "of class 'Dense' has no name"));
  CHECK(contains(refused("{\"config\": [{\"class_name\": \"Dense\", \"config\": {\"input_dim\": -5}}]}"),
                 "input shape [-5] is not a list of extents"));
  CHECK(contains(refused(R"({"config": [{"class_name": "A\nB", "config": {}}]})"),
                 "of class 'A?B' has no name"));
  CHECK(contains(refused("{\"config\": [1e999]}"), "number out of range"));
}
