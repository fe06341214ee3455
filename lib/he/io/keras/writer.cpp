#include "he/io/keras/writer.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "he/error.h"
#include "he/io/keras/config_writer.h"
#include "he/io/keras/layer.h"
#include "he/io/keras/options.h"
#include "he/io/keras/roles.h"
#include "he/io/models/fingerprint.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

const char* const backend = "tensorflow";

/// Writes texts of variable length, as Keras does; one text is a scalar.
void set_texts(const h5::Object& object, const std::string& name, const std::vector<const char*>& texts,
               H5T_cset_t characters, bool scalar) {
  const std::string where = object.where() + ": attribute '" + name + "'";
  const char* what = "cannot be written";
  const h5::Handle type(h5::check(H5Tcopy(H5T_C_S1), where, what));
  h5::check(H5Tset_size(type, H5T_VARIABLE), where, what);
  h5::check(H5Tset_cset(type, characters), where, what);
  const hsize_t count = texts.size();
  const h5::Handle space(
      h5::check(scalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr), where, what));
  const h5::Handle attribute(
      h5::check(H5Acreate2(object.id(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), where, what));
  h5::check(H5Awrite(attribute, type, texts.data()), where, what);
}

void write_text(const h5::Object& object, const std::string& name, const std::string& text,
                H5T_cset_t characters = H5T_CSET_ASCII) {
  set_texts(object, name, {text.c_str()}, characters, true);
}

/// A list of names; without any, Keras writes an empty list of numbers.
void write_names(h5::Object& object, const std::string& name, const std::vector<std::string>& names) {
  if (names.empty()) return object.set_attribute(name, Array{{0}, {}});
  std::vector<const char*> texts;
  for (const std::string& text : names) texts.push_back(text.c_str());
  set_texts(object, name, texts, H5T_CSET_ASCII, false);
}

bool is_float(double value) {
  return !std::isfinite(value) ||
         (std::abs(value) <= FLT_MAX && static_cast<double>(static_cast<float>(value)) == value);
}

bool all_floats(const ModelDescription& model) {
  for (const LayerDescription& layer : model.layers)
    for (const Weight& weight : layer.weights)
      if (!std::all_of(weight.values.begin(), weight.values.end(), is_float)) return false;
  return true;
}

/// Writes the groups of the layers.
class WeightsWriter {
 public:
  WeightsWriter(h5::File& file, const ModelDescription& model)
      : model_(model),
        weights_(file.create_group("model_weights")),
        type_(model.scheme.plain() && all_floats(model) ? H5T_IEEE_F32LE : H5T_IEEE_F64LE) {}

  void write(const std::string& keras_version) {
    std::vector<std::string> names;
    for (const LayerDescription& layer : model_.layers) names.push_back(layer.name);
    write_names(weights_, "layer_names", names);
    write_text(weights_, "backend", backend);
    write_text(weights_, "keras_version", keras_version);
    for (const LayerDescription& layer : model_.layers) write_layer(layer);
    h5::Group top = weights_.create_group("top_level_model_weights");
    write_names(top, "weight_names", {});
  }

 private:
  void write_layer(const LayerDescription& layer) {
    h5::Group group = weights_.create_group(layer.name);
    std::vector<std::string> names;
    for (const Weight* weight : in_order(layer)) {
      names.push_back(layer.name + "/" + weight->name + ":0");
      write_weight(group, names.back(), *weight);
    }
    if (layer.class_name == "Normalization") {  // Keras asks for the number of records that it was made from
      names.push_back(layer.name + "/count:0");
      group.write_numbers(names.back(), Array{{}, {0}}, H5T_STD_I64LE);
    }
    write_names(group, "weight_names", names);
  }

  /// The weights in Keras' order, checked against the options.
  std::vector<const Weight*> in_order(const LayerDescription& layer) const {
    std::vector<const Weight*> weights;
    const std::string place = layer_place(weights_.file_name(), layer.name, layer.class_name);
    if (!known_options(layer.class_name))
      for (const Weight& weight : layer.weights) weights.push_back(&weight);
    LayerDescription bare{layer.class_name, layer.name, layer.options, {}};
    for (const std::string& role : weight_roles(bare)) {
      if (role == "count") continue;
      const Weight* weight = layer.find(role);
      if (!weight) throw DataError(place + ": the weight " + quote(role) + " is missing");
      check_shape(*weight, layer, place + ": weight " + quote(role));
      weights.push_back(weight);
    }
    return weights;
  }

  void write_weight(h5::Group& group, const std::string& name, const Weight& weight) {
    Shape shape = weight.shape;
    shape.insert(shape.end(), model_.layout.element.begin(), model_.layout.element.end());
    if (element_count(shape) != weight.values.size())
      throw DataError(group.where() + ": the weight " + quote(name) + " holds " +
                      std::to_string(weight.values.size()) + " values, not those of the shape " +
                      to_string(shape));
    group.write_numbers(name, Array{shape, weight.values}, type_);
    if (model_.scheme.plain()) return;
    h5::Dataset dataset = group.dataset(name);
    dataset.set_attribute("logical_shape", std::vector<long long>(weight.shape.begin(), weight.shape.end()));
    dataset.set_attribute("layout", model_.layout.name);
    dataset.set_attribute("record_granularity", static_cast<long long>(model_.layout.record_granularity));
  }

  const ModelDescription& model_;
  h5::Group weights_;
  hid_t type_;
};

}  // namespace

void write_keras(h5::File& file, const ModelDescription& model) {
  const WrittenConfig config = write_config(model, file.where());
  write_text(file, "backend", backend, H5T_CSET_UTF8);
  write_text(file, "keras_version", config.keras_version, H5T_CSET_UTF8);
  write_text(file, "model_config", config.model_config);
  file.set_attribute("he_config_checksum",
                     config_checksum(config.keras_version, backend, config.model_config));
  WeightsWriter(file, model).write(config.keras_version);
}

std::string config_checksum(const std::string& keras_version, const std::string& backend_name,
                            const std::string& model_config) {
  return text_fingerprint(keras_version + "\n" + backend_name + "\n" + model_config);
}

}  // namespace he::io::keras
