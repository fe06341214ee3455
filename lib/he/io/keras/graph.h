#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"
#include "he/tensor/shape.h"

namespace he::io::keras {

/// One layer as the file has it.
struct RawLayer {
  std::string class_name;
  std::string name;   ///< unique in the chain
  std::string group;  ///< group of its weights: its name, or that of the outermost model that it is nested in
  std::string
      scope;  ///< in a nested model: its name there, which its weights within that group are called by
  Json config;
};

/// A model as one chain of layers, without its input layers.
struct RawChain {
  std::string name;
  Shape input_shape;  ///< of one record; empty where it is not stated
  std::vector<RawLayer> layers;
};

/// Reads a Sequential model or a functional model that is one chain, of any Keras version; models nested in
/// it as layers are flattened. Throws UnsupportedError where there are several inputs, outputs, branches or
/// shared layers, or where the input's extents are not fixed; DataError where the configuration is damaged.
RawChain read_chain(const Json& model_config, const std::string& file);

}  // namespace he::io::keras
