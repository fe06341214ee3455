#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"
#include "he/io/models/model.h"

namespace he::io::keras {

/// A layer of the chain and where its weights are.
struct ConfiguredLayer {
  LayerDescription
      layer;          ///< without weights, but for a Normalization whose statistics are in the configuration
  std::string group;  ///< under model_weights
  std::string scope;  ///< in a nested model: what its weights within that group are called by; else empty
};

/// What a file's `model_config` says, in the words of Keras 2 and 3.
struct ConfiguredModel {
  std::string name;
  int dialect = 2;    ///< major version of Keras whose words and meanings the file uses
  Shape input_shape;  ///< of one record
  std::vector<ConfiguredLayer> layers;
};

/// What a configuration is read for.
enum class Purpose {
  inference,  ///< options of training are dropped
  training    ///< they are kept (keras_training.h), and the input shape may be missing: it is then empty
};

/// Reads the JSON text of `model_config` as written by Keras 1, 2 and 3. `keras_version` is the file's
/// attribute; empty: the words tell. Nothing is ever evaluated as code. The axis of BatchNormalization and
/// Normalization is -1 for the last one, or 1 for channels_first; any other is refused. Throws DataError or
/// UnsupportedError with one line that names `file` and the layer.
ConfiguredModel read_config(const std::string& text, const std::string& keras_version,
                            const std::string& file);

/// The same of a configuration that is parsed already.
ConfiguredModel read_config(const Json& config, const std::string& keras_version, const std::string& file,
                            Purpose purpose);

}  // namespace he::io::keras
