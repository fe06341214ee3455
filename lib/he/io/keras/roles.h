#pragma once

#include <optional>
#include <string>
#include <vector>

#include "he/io/models/model.h"

namespace he::io::keras {

/// The weights that a layer of a known class has, by their names in Keras 2 and 3 and in Keras' order; empty
/// for classes without weights. Normalization's "count" is among them, although inference does not need it;
/// it has none on file where its configuration brought them.
std::vector<std::string> weight_roles(const LayerDescription& layer);

/// The last step of a stored name without the number of its output: "kernel" of "sequential/dense/kernel:0".
std::string last_step(const std::string& stored_name);

/// The step before the last one, which names the layer: "dense"; empty where there is none.
std::string scope_step(const std::string& stored_name);

/// The canonical name of each stored weight: by its name in any version ("dense_1_W:0", "running_std"), else
/// by its position; nothing where they are not the weights of such a layer.
std::optional<std::vector<std::string>> assign_roles(const std::vector<std::string>& stored_names,
                                                     const std::vector<std::string>& roles);

/// The shape of a weight of a layer with weights whose channels are `inputs` numbers: [units] of a bias,
/// [rows, cols, inputs, filters] of a two-dimensional convolution's kernel, [inputs] of a normalisation.
Shape weight_shape(const std::string& weight, const LayerDescription& layer, std::size_t inputs);

/// Checks rank and extents against the configuration; `where` names file, layer and weight.
void check_shape(const Weight& weight, const LayerDescription& layer, const std::string& where);

}  // namespace he::io::keras
