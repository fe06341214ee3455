#include "he/io/keras/short_architecture.h"

#include <algorithm>
#include <map>
#include <set>

#include "he/error.h"
#include "he/io/keras/short_layer.h"
#include "he/text.h"

namespace he::io {
namespace {

using keras::Json;

const std::vector<std::string> members = {"input",         "layers",       "name",
                                          "feature_names", "target_names", "class_names"};

void check_members(const Json& architecture, const std::string& file) {
  if (!architecture.is_object())
    throw DataError(file + ": the architecture is " + keras::brief(architecture) + ", not an object");
  for (const auto& [name, value] : architecture.items())
    if (std::find(members.begin(), members.end(), name) == members.end())
      throw DataError(file + ": the architecture has an unknown member " + quote(name) + "; " +
                      suggest(name, members));
  const Json* layers = keras::member(architecture, "layers");
  if (!layers) throw DataError(file + ": the architecture has no 'layers'");
  if (!layers->is_array()) throw DataError(file + ": layers is " + keras::brief(*layers) + ", not a list");
}

std::string text(const Json& value, const std::string& place) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty())
    throw DataError(place + " is " + keras::brief(value) + ", not a text");
  return value;
}

std::vector<std::string> names(const Json& architecture, const char* member, const std::string& file) {
  std::vector<std::string> all;
  const Json* list = keras::member(architecture, member);
  if (!list) return all;
  if (!list->is_array())
    throw DataError(file + ": " + member + " is " + keras::brief(*list) + ", not a list of texts");
  for (const Json& name : *list)
    all.push_back(text(name, file + ": " + member + "[" + std::to_string(all.size()) + "]"));
  return all;
}

/// Keras' input layer of records of this shape: a list of extents, or one number.
Json input_layer(const Json& input, const std::string& file) {
  const Json extents = input.is_array() ? input : Json::array({input});
  const bool valid = !extents.empty() && std::all_of(extents.begin(), extents.end(), [](const Json& extent) {
    return extent.is_number_integer() && extent > 0;
  });
  if (!valid)
    throw DataError(file + ": input is " + keras::brief(input) + ", not a list of positive integers");
  Json shape = Json::array({nullptr});
  shape.insert(shape.end(), extents.begin(), extents.end());
  return {{"class_name", "InputLayer"}, {"config", {{"batch_shape", shape}, {"name", "input_layer"}}}};
}

/// Names for the layers that have none, as Keras makes them: dense, dense_1, …, around those that are given.
void name_layers(std::vector<ShortLayer>& layers) {
  std::set<std::string> taken;
  std::map<std::string, std::size_t> counts;
  for (const ShortLayer& layer : layers) taken.insert(layer.name);
  for (ShortLayer& layer : layers) {
    while (layer.name.empty()) {
      const std::size_t count = counts[layer.keras_word]++;
      const std::string name = layer.keras_word + (count == 0 ? "" : "_" + std::to_string(count));
      if (taken.insert(name).second) layer.name = name;
    }
  }
}

}  // namespace

ShortArchitecture read_short_architecture(const Json& architecture, const std::string& file) {
  check_members(architecture, file);
  std::vector<ShortLayer> layers;
  for (const Json& entry : architecture["layers"])
    layers.push_back(read_short_layer(entry, file + ": layers[" + std::to_string(layers.size()) + "]"));
  name_layers(layers);
  Json entries = Json::array();
  if (const Json* input = keras::member(architecture, "input")) entries.push_back(input_layer(*input, file));
  for (ShortLayer& layer : layers) {
    layer.options["name"] = layer.name;
    entries.push_back({{"class_name", layer.class_name}, {"config", std::move(layer.options)}});
  }
  const Json* name = keras::member(architecture, "name");
  const Json config = {{"name", name ? text(*name, file + ": name") : "sequential"}, {"layers", entries}};
  return {{{"class_name", "Sequential"}, {"config", config}},
          names(architecture, "feature_names", file),
          names(architecture, "target_names", file),
          names(architecture, "class_names", file)};
}

}  // namespace he::io
