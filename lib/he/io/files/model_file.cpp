#include "he/io/files/model_file.h"
#include "he/io/models/model.h"

#include "he/error.h"
#include "he/io/files/data_statistics.h"
#include "he/io/files/header.h"
#include "he/io/files/learning_curve.h"
#include "he/io/hdf5/output_file.h"
#include "he/io/hdf5/untrusted.h"
#include "he/io/keras/config.h"
#include "he/io/keras/config_writer.h"
#include "he/io/keras/json.h"
#include "he/io/keras/weights.h"
#include "he/io/keras/writer.h"
#include "he/io/models/fingerprint.h"

namespace he::io {
namespace {

void require_model(const h5::File& file) {
  if (!file.has_attribute("model_config") &&
      (file.has_attribute("layer_names") || file.has_attribute("layer_names0") ||
       file.has_group("model_weights")))
    throw DataError(file.where() +
                    ": holds weights without a configuration (model.save_weights); save it with "
                    "model.save('name.h5')");
  require_kind(file, {"model"});
}

std::string text_or_empty(const h5::Object& object, const std::string& attribute) {
  return object.has_attribute(attribute) ? object.attribute_string(attribute) : "";
}

/// An attribute that Keras writes on the weights and, in most versions, on the file.
std::string keras_attribute(const h5::File& file, const std::string& name) {
  std::string text;
  if (file.has_group("model_weights")) text = text_or_empty(file.group("model_weights"), name);
  return text.empty() ? text_or_empty(file, name) : text;
}

void check_config(const h5::File& file, const std::string& version, const std::string& backend,
                  const std::string& config) {
  const std::string checksum = text_or_empty(file, "he_config_checksum");
  if (!checksum.empty() && checksum != keras::config_checksum(version, backend, config))
    throw DataError(
        file.where() +
        ": the model's configuration is not the one that was written (its checksum differs): the file is "
        "damaged; where it was changed on purpose, remove the attribute he_config_checksum");
}

}  // namespace

const Weight* LayerDescription::find(const std::string& wanted) const {
  for (const Weight& weight : weights)
    if (weight.name == wanted) return &weight;
  return nullptr;
}

ModelDescription read_model(const std::string& path) { return read_model(open_untrusted(path)); }

ModelDescription read_model(const h5::File& file) {
  require_model(file);
  const std::string version = keras_attribute(file, "keras_version");
  const std::string backend = keras_attribute(file, "backend");
  const std::string config = file.attribute_string("model_config");
  check_config(file, version, backend, config);

  keras::ConfiguredModel configured = keras::read_config(config, version, file.where());
  ModelDescription model;
  model.scheme = read_scheme(file);
  keras::read_weights(file, configured, backend, !model.scheme.plain(), model.layout);
  model.name = configured.name;
  model.keras_version = version;
  model.input_shape = configured.input_shape;
  for (keras::ConfiguredLayer& layer : configured.layers) model.layers.push_back(std::move(layer.layer));
  model.feature_names = read_texts(file, "feature_names");
  model.target_names = read_texts(file, "target_names");
  model.class_names = read_texts(file, "class_names");
  model.statistics = read_data_statistics(file, element_count(model.input_shape));
  model.learning_curve = read_learning_curve(file, model.scheme.plain(), model.layout);
  const std::vector<std::string> provenance = read_texts(file, "provenance");
  if (!provenance.empty()) model.provenance = provenance.front();
  model.fingerprint = model_fingerprint(model);
  return model;
}

void write_model(const std::string& path, const ModelDescription& model, Privacy privacy) {
  h5::OutputFile output(path, privacy);
  h5::File& file = output.file();
  const ModelDescription complete = keras::completed(model, file.where());
  write_header(file, "model", complete.scheme);
  keras::write_keras(file, complete);
  write_texts(file, "feature_names", complete.feature_names);
  write_texts(file, "target_names", complete.target_names);
  write_texts(file, "class_names", complete.class_names);
  write_data_statistics(file, complete.statistics);
  write_learning_curve(file, complete.learning_curve, complete.scheme.plain(), complete.layout);
  if (!complete.provenance.empty()) file.write_strings("provenance", {complete.provenance});
  output.commit();
}

}  // namespace he::io
