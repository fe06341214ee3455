#include "he/io/keras_config_writer.h"

#include <algorithm>

#include "he/error.h"
#include "he/io/keras_config.h"
#include "he/io/keras_layer.h"
#include "he/io/keras_options.h"

namespace he::io::keras {
namespace {

using Ordered = nlohmann::ordered_json;

Ordered initializer(const char* class_name) {
  Ordered config = Ordered::object();
  if (std::string(class_name) == "GlorotUniform") config["seed"] = nullptr;
  return {{"module", "keras.initializers"},
          {"class_name", class_name},
          {"config", config},
          {"registered_name", nullptr}};
}

void add_nulls(Ordered& config, std::initializer_list<const char*> options) {
  for (const char* option : options) config[option] = nullptr;
}

/// Options that matter in training alone, which Keras writes as well.
void add_training_options(const LayerDescription& layer, Ordered& config) {
  const std::size_t axes = spatial_axes(layer.class_name);
  if (layer.class_name.starts_with("Conv")) {
    config["dilation_rate"] = std::vector<int>(axes, 1);
    config["groups"] = 1;
  }
  if (layer.class_name == "Dense" || layer.class_name.starts_with("Conv")) {
    config["kernel_initializer"] = initializer("GlorotUniform");
    config["bias_initializer"] = initializer("Zeros");
    add_nulls(config, {"kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint",
                       "bias_constraint"});
  } else if (layer.class_name == "BatchNormalization") {
    config["beta_initializer"] = initializer("Zeros");
    config["gamma_initializer"] = initializer("Ones");
    config["moving_mean_initializer"] = initializer("Zeros");
    config["moving_variance_initializer"] = initializer("Ones");
    add_nulls(config, {"beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint"});
  } else if (layer.class_name == "Dropout") {
    add_nulls(config, {"noise_shape", "seed"});
  } else if (layer.class_name == "Normalization") {
    add_nulls(config, {"mean", "variance"});
  }
}

Ordered layer_config(const LayerDescription& layer) {
  Ordered config{{"name", layer.name}, {"trainable", true}, {"dtype", "float32"}};
  for (const auto& [option, value] : layer.options.items())
    if (option != "hard_sigmoid_slope") config[option] = value;
  if (layer.class_name == "LeakyReLU") {  // the name that Keras 2 knows and Keras 3 accepts
    config["alpha"] = config["negative_slope"];
    config.erase("negative_slope");
  }
  if (known_options(layer.class_name)) add_training_options(layer, config);
  return {{"class_name", layer.class_name}, {"config", config}};
}

/// 3 where the model's hard_sigmoid is that of Keras 3, else 2.
int dialect_of(const ModelDescription& model, const std::string& file) {
  bool old = false, current = false;
  for (const LayerDescription& layer : model.layers) {
    const auto slope = layer.options.find("hard_sigmoid_slope");
    if (slope == layer.options.end()) continue;
    (slope->is_number() && slope->get<double>() < 0.18 ? current : old) = true;  // 1/6 or 0.2
  }
  if (old && current)
    throw Unsupported(file +
                      ": the model mixes the hard_sigmoid of Keras 2 (slope 0.2) with that of Keras 3 (1/6); "
                      "one file holds one of them");
  return current ? 3 : 2;
}

}  // namespace

ModelDescription completed(const ModelDescription& model, const std::string& file) {
  ModelDescription result = model;
  const int dialect = dialect_of(model, file);
  for (LayerDescription& layer : result.layers) {
    if (layer.name.empty())
      throw DataError(file + ": a layer of class " + quote(layer.class_name) +
                      " has no name to be written under");
    std::vector<LayerDescription> layers =
        canonical_layers(layer.class_name, layer.name, layer.options, dialect, file);
    if (layers.size() != 1)
      throw Unsupported(layer_place(file, layer.name, layer.class_name) +
                        ": its activation has options; write it as a layer of its own");
    layers[0].weights = std::move(layer.weights);
    if (layer.class_name == "Normalization") layers[0].options = {{"axis", layers[0].options.at("axis")}};
    layer = std::move(layers[0]);
  }
  return result;
}

WrittenConfig write_config(const ModelDescription& model, const std::string& file) {
  Ordered shape = Ordered::array({nullptr});
  for (std::size_t extent : model.input_shape) shape.push_back(extent);
  const std::string input = model.layers.empty() ? "input_1" : model.layers.front().name + "_input";
  Ordered layers = Ordered::array();
  layers.push_back({{"class_name", "InputLayer"},
                    {"config",
                     {{"batch_input_shape", shape},
                      {"dtype", "float32"},
                      {"sparse", false},
                      {"ragged", false},
                      {"name", input}}}});
  for (const LayerDescription& layer : model.layers) layers.push_back(layer_config(layer));
  const std::string name = model.name.empty() ? "sequential" : model.name;
  const Ordered config{{"class_name", "Sequential"}, {"config", {{"name", name}, {"layers", layers}}}};
  return {dialect_of(model, file) == 3 ? "3.8.0" : "2.14.0", config.dump(-1, ' ', true)};
}

}  // namespace he::io::keras
