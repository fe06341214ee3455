#include "he/io/keras/config_writer.h"

#include <algorithm>

#include "he/error.h"
#include "he/io/keras/config.h"
#include "he/io/keras/layer.h"
#include "he/io/keras/options.h"
#include "he/text.h"

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
  for (const char* option : options) config.emplace(option, nullptr);
}

/// Options that Keras writes as well: those of training, and those that are read with one value only.
void add_training_options(const LayerDescription& layer, Ordered& config) {
  const std::size_t axes = spatial_axes(layer.class_name);
  if (layer.class_name.starts_with("Conv")) {
    config.emplace("dilation_rate", std::vector<int>(axes, 1));
    config.emplace("groups", 1);
  }
  if (layer.class_name == "Dense" || layer.class_name.starts_with("Conv")) {
    config.emplace("kernel_initializer", initializer("GlorotUniform"));
    config.emplace("bias_initializer", initializer("Zeros"));
    add_nulls(config, {"kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint",
                       "bias_constraint"});
  } else if (layer.class_name == "BatchNormalization") {
    config.emplace("beta_initializer", initializer("Zeros"));
    config.emplace("gamma_initializer", initializer("Ones"));
    config.emplace("moving_mean_initializer", initializer("Zeros"));
    config.emplace("moving_variance_initializer", initializer("Ones"));
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
  if (layer.class_name == "LeakyReLU" &&
      config.contains("negative_slope")) {  // the name that Keras 2 knows and Keras 3 accepts
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
    throw UnsupportedError(
        file +
        ": the model mixes the hard_sigmoid of Keras 2 (slope 0.2) with that of Keras 3 (1/6); "
        "one file holds one of them");
  return current ? 3 : 2;
}

}  // namespace

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

ModelDescription completed(const ModelDescription& model, const std::string& file) {
  const WrittenConfig config = write_config(model, file);
  ConfiguredModel configured = read_config(config.model_config, config.keras_version, file);
  std::size_t same = 0;
  while (same < std::min(model.layers.size(), configured.layers.size()) &&
         model.layers[same].name == configured.layers[same].layer.name)
    ++same;
  if (same < model.layers.size() || same < configured.layers.size())
    throw UnsupportedError(file + ": layer " + quote(model.layers[same > 0 ? same - 1 : 0].name) +
                           " or its activation stands for several layers; write each as a layer of its own");
  ModelDescription result = model;
  for (std::size_t i = 0; i < same; ++i) {
    result.layers[i] = std::move(configured.layers[i].layer);
    result.layers[i].weights = model.layers[i].weights;
  }
  return result;
}

}  // namespace he::io::keras
