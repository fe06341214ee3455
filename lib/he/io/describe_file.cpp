#include "he/io/describe_file.h"

#include <filesystem>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/files/dataset_file.h"
#include "he/io/files/header.h"
#include "he/io/files/model_file.h"
#include "he/io/hdf5/detail.h"
#include "he/io/hdf5/untrusted.h"
#include "he/io/models/model.h"
#include "he/io/records/source_options.h"
#include "he/io/sniff.h"
#include "he/io/source.h"

namespace he::io {
namespace {

using nlohmann::ordered_json;

void add_names(ordered_json& json, const char* key, const std::vector<std::string>& names) {
  if (!names.empty()) json[key] = names;
}

void add_scheme(ordered_json& json, const SchemeInfo& scheme) {
  json["scheme"] = scheme.name;
  if (!scheme.key_id.empty()) json["key_id"] = scheme.key_id;
  if (scheme.seeded) json["seeded"] = true;
}

ordered_json field_json(const Field& field) {
  ordered_json json{{"shape", field.shape}};
  if (field.layout.element.empty() && field.layout.record_granularity == 1) return json;
  json["layout"] = field.layout.name;
  json["element"] = field.layout.element;
  if (field.layout.record_granularity > 1) json["records_per_ciphertext"] = field.layout.record_granularity;
  return json;
}

void describe(ordered_json& json, const DatasetInfo& info) {
  add_scheme(json, info.scheme);
  json["records"] = info.records;
  json[info.kind == DatasetKind::predictions ? "y_hat" : "x"] = field_json(info.x);
  if (info.y) json["y"] = field_json(*info.y);
  add_names(json, "feature_names", info.feature_names);
  add_names(json, "target_names", info.target_names);
  add_names(json, "class_names", info.class_names);
  json["identifiers"] = info.ids == IdKind::none ? "none" : info.ids == IdKind::plain ? "plain" : "sealed";
  if (!info.model_fingerprint.empty()) json["model_fingerprint"] = info.model_fingerprint;
}

ordered_json layer_json(const LayerDescription& layer, std::size_t& parameters) {
  ordered_json json{{"name", layer.name}, {"class", layer.class_name}};
  const auto activation = layer.options.find("activation");
  if (activation != layer.options.end() && activation->is_string()) json["activation"] = *activation;
  std::size_t count = 0;
  json["weights"] = ordered_json::object();
  for (const Weight& weight : layer.weights) {
    json["weights"][weight.name] = weight.shape;
    count += element_count(weight.shape);
  }
  json["parameters"] = count;
  parameters += count;
  return json;
}

/// How long a learning curve is and, where it is plain, how it ends.
ordered_json curve_json(const LearningCurve& curve, bool plain) {
  ordered_json json{{"epochs", curve.epochs}, {"columns", curve.columns}};
  for (std::size_t i = 0, last = (curve.epochs - 1) * curve.columns.size(); plain && i < curve.columns.size();
       ++i)
    json["last"][curve.columns[i]] = curve.values[last + i];
  return json;
}

void describe(ordered_json& json, const ModelDescription& model) {
  add_scheme(json, model.scheme);
  json["name"] = model.name;
  if (!model.keras_version.empty()) json["keras_version"] = model.keras_version;
  json["input_shape"] = model.input_shape;
  std::size_t parameters = 0;
  ordered_json layers = ordered_json::array();
  for (const LayerDescription& layer : model.layers) layers.push_back(layer_json(layer, parameters));
  json["parameters"] = parameters;
  json["layers"] = std::move(layers);
  add_names(json, "feature_names", model.feature_names);
  add_names(json, "target_names", model.target_names);
  add_names(json, "class_names", model.class_names);
  if (!model.learning_curve.columns.empty())
    json["learning_curve"] = curve_json(model.learning_curve, model.scheme.plain());
  json["fingerprint"] = model.fingerprint;
}

/// Public values of a key, or the data sets of a file that has no other description.
void describe_content(ordered_json& json, const h5::File& file, const std::string& kind) {
  const SchemeInfo scheme = read_scheme(file);
  add_scheme(json, scheme);
  if (kind == "secret-key") {
    json["sealed_by_passphrase"] = file.has_dataset("key") && file.dataset("key").has_attribute("salt");
    return;
  }
  for (const auto& [name, value] : scheme.public_values) json["public_values"][name] = value.shape;
  for (const h5::Link& link : h5::links_of(file))
    if (link.type == H5L_TYPE_HARD && file.has_dataset(link.path))
      json["content"][link.path] = file.dataset(link.path).shape();
}

void add_provenance(ordered_json& json, const h5::File& file) {
  if (!file.has_dataset("provenance")) return;
  const auto text = file.dataset("provenance").read_strings();
  if (text.empty()) return;
  json["provenance"] = ordered_json::parse(text.front(), nullptr, false);
  if (json["provenance"].is_discarded()) json["provenance"] = text.front();
}

ordered_json describe_hdf5(const std::string& path, bool allow_virtual) {
  const h5::File file = open_untrusted(path, allow_virtual);
  if (!file.has_attribute("he_kind") && !file.has_attribute("model_config") && !file.has_dataset("x"))
    throw DataError(
        path + ": is HDF5, but no file of this project, no Keras model (model_config) and no data set (/x)");
  const std::string kind = require_kind(
      file, {"dataset", "predictions", "model", "secret-key", "evaluation-key", "checkpoint", "report"});
  ordered_json json{{"file", path}, {"format", "HDF5"}, {"kind", kind}};
  if (file.has_attribute("he_creator")) json["creator"] = file.attribute_string("he_creator");
  if (kind == "dataset" || kind == "predictions")
    describe(json, open_dataset_file(path, allow_virtual)->info());
  else if (kind == "model")
    describe(json, read_model(file));
  else
    describe_content(json, file, kind);
  add_provenance(json, file);
  return json;
}

ordered_json describe_records(const std::string& path, const char* format) {
  ordered_json json{{"file", path}, {"format", format}, {"kind", "dataset"}};
  describe(json, open_source(path)->info());
  return json;
}

}  // namespace

ordered_json describe_file(const std::string& path, bool allow_virtual) {
  if (std::filesystem::is_directory(path)) return describe_records(path, "images");
  switch (sniff(*open_unpacked(path))) {
    case InputFormat::hdf5:
      return describe_hdf5(path, allow_virtual);
    case InputFormat::idx:
      return describe_records(path, "IDX");
    case InputFormat::image:
      return describe_records(path, "image");
    default:
      return describe_table(path);
  }
}

}  // namespace he::io
