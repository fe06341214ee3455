#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"
#include "he/io/models/model.h"

namespace he::io::keras {

/// One layer in the words of Keras 2 and 3, from those of any version: classes and options renamed, defaults
/// filled in, what does not change inference (initialisers, regularisers, dtypes, …) dropped. Two layers
/// where the activation of the first is a layer with options of its own. Classes that are not known here keep
/// their configuration as it is. `dialect` is Keras' major version, which decides what hard_sigmoid means:
/// option "hard_sigmoid_slope" is 0.2 (Keras 1 and 2: 0.2x + 0.5) or 1/6 (Keras 3: x/6 + 0.5). `where` names
/// the file. Throws DataError or UnsupportedError naming layer, option and value where an option would change
/// inference unheard.
std::vector<LayerDescription> canonical_layers(const std::string& class_name, const std::string& name,
                                               const Json& config, int dialect, const std::string& where);

/// "FILE: layer 'NAME' (CLASS)".
std::string layer_place(const std::string& file, const std::string& name, const std::string& class_name);

/// True where the configuration is written in the words of Keras 1.
bool speaks_keras1(const Json& config);

}  // namespace he::io::keras
