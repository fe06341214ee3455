#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"

namespace he::io::keras {

/// True for the `config` of a functional model, whatever its class is called.
bool is_functional(const Json& config);

/// The name of a layer entry of a model. Throws DataError where there is none.
std::string layer_name(const Json& entry, const std::string& file);

/// The layer entries of a functional model from its input to its output, in the order of the data, in
/// whichever order and spelling of nodes they are listed. They point into `config`. Throws UnsupportedError,
/// naming the layers, where the graph is anything but one chain.
std::vector<const Json*> ordered_nodes(const Json& config, const std::string& file);

}  // namespace he::io::keras
