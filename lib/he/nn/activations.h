#pragma once

#include <optional>
#include <string>

#include "he/nn/layer.h"

namespace he::nn {

/// The layer for an activation by its Keras name; nullptr for "linear". `hard_sigmoid_slope` is 0.2 in Keras
/// 1 and 2, 1/6 in Keras 3. Throws UnsupportedError for names that are not known.
std::unique_ptr<Layer> activation(const std::string& label, const Shape& shape, const std::string& name,
                                  double hard_sigmoid_slope = 0.2);

/// Names that activation() knows, for messages.
std::string activation_names();

}  // namespace he::nn
