#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"

namespace he::io {

/// An architecture in the words of Keras 3, and the names that Keras has no place for.
struct ShortArchitecture {
  nlohmann::json model;  ///< a Sequential model, as of model.to_json()
  std::vector<std::string> feature_names, target_names, class_names;
};

/// Translates the short form of docs/models.md. Every option is checked: throws DataError or
/// UnsupportedError that names `file` and the place ("layers[3].units") for what is unknown, mistyped or
/// missing.
ShortArchitecture read_short_architecture(const nlohmann::json& architecture, const std::string& file);

}  // namespace he::io
