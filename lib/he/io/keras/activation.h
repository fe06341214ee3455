#pragma once

#include <string>

#include "he/io/keras/json.h"
#include "he/io/models/model.h"

namespace he::io::keras {

/// An activation as the name of a function, or the configuration of a layer.
struct Activation {
  std::string function = "linear";
  std::string class_name;  ///< empty for a function
  Json config = Json::object();
};

/// Reads an activation in any spelling: "relu", null (linear), {"class_name": "function", "config": "relu"},
/// {"class_name": "LeakyReLU", "config": {…}}. "silu" becomes "swish", the name that Keras 2 and 3 both know.
/// Throws UnsupportedError for code stored in the file, which is never run.
Activation read_activation(const Json& value, const std::string& where);

/// The name of the function that an activation layer with these options is; empty where it has none.
std::string plain_function(const LayerDescription& layer);

}  // namespace he::io::keras
