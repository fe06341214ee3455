#pragma once

#include <string>

#include "he/io/models/model.h"

namespace he::io {

/// Reads what training starts from: layers without weights, from a JSON file (`-`: standard input) in either
/// of two forms, told apart by their content: what Keras' model.to_json() writes (Keras 1, 2 and 3,
/// Sequential or a functional chain), or the short form of docs/models.md. Options are as read_model gives
/// them, and besides those of training alone: "kernel_initializer", "bias_initializer", "gamma_initializer"
/// …, a name or
/// {"class_name": …, "config": {…}}, and "kernel_l2", the factor of Σ kernel² in the loss; each only where it
/// is given. `input_shape` is empty where the file leaves it to the data. Nothing is ever evaluated as code.
/// Throws IoError, DataError or UnsupportedError with one line that names the file and the place in it.
ModelDescription read_architecture(const std::string& path);

}  // namespace he::io
