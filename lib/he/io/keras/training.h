#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"
#include "he/io/models/model.h"

namespace he::io::keras {

/// The options of a class that only training asks for, by Keras' names: the initialisers of its weights and
/// "kernel_regularizer".
std::vector<std::string> training_options(const std::string& class_name);

/// Adds to a layer what its configuration, in the words of any Keras version, says of training:
/// "kernel_initializer", "bias_initializer", "gamma_initializer" … as canonical_initializer spells them, and
/// "kernel_l2", the factor of Σ kernel² in the loss; each where it is given. `where` names file and layer.
/// Throws UnsupportedError naming the option where it would change training unheard: other regularisers,
/// constraints, frozen weights, Dropout's noise_shape.
void keep_training_options(LayerDescription& layer, const Json& config, const std::string& where);

}  // namespace he::io::keras
