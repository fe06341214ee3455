#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "he/io/hdf5/file.h"
#include "he/io/keras/config.h"

namespace he::io::test {

using Json = nlohmann::json;

/// A layer entry of a Sequential model.
inline Json entry(const std::string& class_name, const std::string& name, Json options = Json::object()) {
  options["name"] = name;
  return {{"class_name", class_name}, {"config", options}};
}

/// A Sequential model of Keras 2 over records of the shape that `batch_input_shape` states for the first
/// layer.
inline Json sequential(const Json& batch_input_shape, Json layers) {
  layers[0]["config"]["batch_input_shape"] = batch_input_shape;
  return {{"class_name", "Sequential"}, {"config", {{"name", "sequential"}, {"layers", layers}}}};
}

inline keras::ConfiguredModel configured(const Json& model, const std::string& version = "2.4.0") {
  return keras::read_config(model.dump(), version, "m.h5");
}

/// A Keras file with these root texts, to be filled with weights.
inline h5::File keras_file(const std::string& path, const Json& model, const std::string& version,
                           const std::string& backend = "tensorflow") {
  h5::File file = h5::File::create(path, path);
  file.set_attribute("model_config", model.dump());
  file.set_attribute("keras_version", version);
  file.set_attribute("backend", backend);
  file.create_group("model_weights");
  return file;
}

struct Stored {
  std::string name;
  Array numbers;
};

/// Adds the group of a layer with its weights.
inline void add_weights(h5::File& file, const std::string& group_name, const std::vector<Stored>& weights) {
  h5::Group group = file.create_group("model_weights/" + group_name);
  std::vector<std::string> names;
  for (const Stored& weight : weights) {
    group.write_numbers(weight.name, weight.numbers);
    names.push_back(weight.name);
  }
  group.set_attribute("weight_names", names);
}

/// 1, 2, 3, … in the shape.
inline Array counted(const Shape& shape) {
  Array numbers{shape, std::vector<double>(element_count(shape))};
  for (std::size_t i = 0; i < numbers.values.size(); ++i) numbers.values[i] = static_cast<double>(i + 1);
  return numbers;
}

}  // namespace he::io::test
