#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"

namespace he::io {

/// One layer of the short form of docs/models.md in Keras' words.
struct ShortLayer {
  std::string class_name;  ///< "MaxPooling2D"
  std::string keras_word;  ///< what Keras names layers of the class by: "max_pooling2d"
  std::string name;        ///< empty where the file gives none
  nlohmann::json options;  ///< Keras' configuration, checked
};

/// Reads "flatten", {"dense": {"units": 64}} or {"dense": 64, "activation": "tanh"}. `place` begins messages:
/// "FILE: layers[3]". Throws DataError or UnsupportedError.
ShortLayer read_short_layer(const nlohmann::json& entry, const std::string& place);

/// The words for layers: "dense", "max_pooling2d", …
std::vector<std::string> short_layer_words();

}  // namespace he::io
