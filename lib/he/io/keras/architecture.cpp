#include "he/io/keras/architecture.h"

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/keras/config.h"
#include "he/io/keras/layer.h"
#include "he/io/keras/options.h"
#include "he/io/keras/short_architecture.h"

namespace he::io {
namespace {

using keras::Json;

std::string read_text(const std::string& path, std::string& name) {
  const auto input = open_bytes(path);
  name = input->name();
  std::string text(keras::largest_text + 1, '\0');  // one byte more: parse_json refuses it
  text.resize(input->read(text.data(), text.size()));
  if (text.starts_with("\x89HDF"))
    throw DataError(name +
                    ": is an HDF5 file, such as a model with its weights, not an architecture in JSON");
  return text;
}

/// The file's JSON; json.dump(model.to_json(), file) in Python makes a text of it, which is read as well.
Json read_json(const std::string& path, std::string& name) {
  const std::string text = read_text(path, name);  // which tells the name
  const Json json = keras::parse_json(text, name + ": the architecture");
  return json.is_string() ? keras::parse_json(json, name + ": the architecture") : json;
}

/// Keras 3 leaves its version out of to_json(), but marks every object with its module.
std::string keras_version(const Json& model) {
  const Json* version = keras::member(model, "keras_version");
  if (version && version->is_string()) return *version;
  return keras::member(model, "registered_name") ? "3" : "";
}

ModelDescription describe(keras::ConfiguredModel configured, const std::string& version,
                          const std::string& file) {
  ModelDescription model;
  model.name = configured.name;
  model.keras_version = version;
  model.input_shape = configured.input_shape;
  for (keras::ConfiguredLayer& configured_layer : configured.layers) {
    LayerDescription& layer = configured_layer.layer;
    if (!keras::known_options(layer.class_name))
      throw UnsupportedError(keras::layer_place(file, layer.name, layer.class_name) +
                             ": layers of this kind are not supported");
    model.layers.push_back(std::move(layer));
  }
  return model;
}

}  // namespace

ModelDescription read_architecture(const std::string& path) {
  std::string file;
  const Json json = read_json(path, file);
  const bool from_keras = keras::member(json, "class_name") || keras::member(json, "config");
  const ShortArchitecture architecture =
      from_keras ? ShortArchitecture{json, {}, {}, {}} : read_short_architecture(json, file);
  const std::string version = from_keras ? keras_version(json) : "3";
  ModelDescription model = describe(
      keras::read_config(architecture.model, version, file, keras::Purpose::training), version, file);
  model.feature_names = architecture.feature_names;
  model.target_names = architecture.target_names;
  model.class_names = architecture.class_names;
  return model;
}

}  // namespace he::io
