#include "he/io/keras/config.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "he/error.h"
#include "he/io/keras/graph.h"
#include "he/io/keras/layer.h"
#include "he/io/keras/options.h"
#include "he/io/keras/training.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

int dialect_of(const std::string& keras_version, const RawChain& chain) {
  if (keras_version.starts_with("1.")) return 1;
  if (keras_version.starts_with("2.")) return 2;
  if (!keras_version.empty() && keras_version[0] >= '3' && keras_version[0] <= '9') return 3;
  const bool old = std::any_of(chain.layers.begin(), chain.layers.end(),
                               [](const RawLayer& layer) { return speaks_keras1(layer.config); });
  return old ? 1 : 2;
}

/// Extents of a record after the layer, given those before it; unknown after classes that are not known here.
std::optional<std::size_t> rank_after(const LayerDescription& layer, std::optional<std::size_t> rank) {
  if (layer.class_name == "Flatten") return 1;
  if (layer.class_name == "Reshape") return layer.options["target_shape"].size();
  if (layer.class_name.starts_with("Global") && layer.options.value("keepdims", false) == false) return 1;
  return known_options(layer.class_name) ? rank : std::nullopt;
}

/// Makes the axis of a normalisation -1 (last) or 1 (channels first), which it has to be.
void resolve_axis(LayerDescription& layer, std::optional<std::size_t> rank, bool channels_first,
                  const std::string& file) {
  const Json axis = layer.options.at("axis");
  const bool last = axis == -1 || (rank && axis == *rank);  // Keras counts the batch as axis 0
  if (layer.class_name == "Softmax") {
    if (last) layer.options["axis"] = -1;
    return;
  }
  const bool first = channels_first && rank && *rank > 1 && layer.class_name == "BatchNormalization";
  if (first ? axis != 1 : !last) refuse_option(layer_place(file, layer.name, layer.class_name), "axis", axis);
  layer.options["axis"] = first ? 1 : -1;
}

/// The statistics of a Normalization that were given to it instead of being learnt, flattened.
Weight given_statistic(const LayerDescription& layer, const char* name, const std::string& file) {
  Weight weight{name, {}, {}};
  const std::function<void(const Json&)> append = [&](const Json& value) {
    if (value.is_array())
      std::for_each(value.begin(), value.end(), append);
    else if (value.is_number())
      weight.values.push_back(value.get<double>());
    else
      refuse_option(layer_place(file, layer.name, layer.class_name), name, layer.options.at(name));
  };
  append(layer.options.at(name));
  weight.shape = {weight.values.size()};
  return weight;
}

void take_statistics(LayerDescription& layer, const std::string& file) {
  if (layer.class_name != "Normalization") return;
  if (!layer.options["mean"].is_null())
    layer.weights = {given_statistic(layer, "mean", file), given_statistic(layer, "variance", file)};
  layer.options.erase("mean");
  layer.options.erase("variance");
}

bool is_channels_first(const ConfiguredLayer& layer) {
  const Json* format = member(layer.layer.options, "data_format");
  return format && *format == "channels_first" && layer.layer.class_name != "Flatten";
}

void check_names(const ConfiguredModel& model, const std::string& file) {
  std::set<std::string> names;
  for (const ConfiguredLayer& layer : model.layers)
    if (!names.insert(layer.layer.name).second)
      throw DataError(file + ": the model has two layers called " + quote(layer.layer.name));
}

void add_layers(ConfiguredModel& model, const RawLayer& raw, const std::string& file, Purpose purpose) {
  std::vector<LayerDescription> layers =
      canonical_layers(raw.class_name, raw.name, raw.config, model.dialect, file);
  if (purpose == Purpose::training)
    keep_training_options(layers.front(), raw.config, layer_place(file, raw.name, raw.class_name));
  for (LayerDescription& layer : layers) model.layers.push_back({std::move(layer), raw.group, raw.scope});
}

}  // namespace

ConfiguredModel read_config(const std::string& text, const std::string& keras_version,
                            const std::string& file) {
  return read_config(parse_config(text, file), keras_version, file, Purpose::inference);
}

ConfiguredModel read_config(const Json& config, const std::string& keras_version, const std::string& file,
                            Purpose purpose) {
  const RawChain chain = read_chain(config, file);
  if (chain.input_shape.empty() && purpose == Purpose::inference)
    throw UnsupportedError(
        file + ": the model does not state its input shape; build it with an Input layer before saving");
  ConfiguredModel model{chain.name, dialect_of(keras_version, chain), chain.input_shape, {}};
  for (const RawLayer& raw : chain.layers) add_layers(model, raw, file, purpose);
  check_names(model, file);
  const bool channels_first = std::any_of(model.layers.begin(), model.layers.end(), is_channels_first);
  std::optional<std::size_t> rank;
  if (!model.input_shape.empty()) rank = model.input_shape.size();
  for (ConfiguredLayer& layer : model.layers) {
    if (known_options(layer.layer.class_name) && layer.layer.options.contains("axis"))
      resolve_axis(layer.layer, rank, channels_first, file);
    take_statistics(layer.layer, file);
    rank = rank_after(layer.layer, rank);
  }
  return model;
}

}  // namespace he::io::keras
