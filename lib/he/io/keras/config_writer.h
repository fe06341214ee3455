#pragma once

#include <string>

#include "he/io/models/model.h"

namespace he::io::keras {

/// What Keras puts beside the weights.
struct WrittenConfig {
  std::string keras_version;  ///< the dialect: "2.14.0", or a 3 where a hard_sigmoid has the slope of Keras 3
  std::string
      model_config;  ///< JSON text of a Sequential model in the words of Keras 2, which Keras 3 reads as well
};

/// The configuration of a model. Throws UnsupportedError where hard_sigmoid means two things within it.
WrittenConfig write_config(const ModelDescription& model, const std::string& file);

/// The model with the options of its layers as they will be read back: complete, and in their canonical form.
/// Throws DataError or UnsupportedError naming `file` and the layer where read_model would refuse them.
ModelDescription completed(const ModelDescription& model, const std::string& file);

}  // namespace he::io::keras
