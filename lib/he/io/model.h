#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "he/io/atomic_file.h"
#include "he/io/learning_curve.h"
#include "he/tensor/scheme_info.h"

namespace he::io {

/// One weight of a layer: plain numbers, or the payload of a scheme (then `values` holds [shape…, element…]).
struct Weight {
  /// "kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "mean", "variance"
  std::string name;
  Shape shape;  ///< logical shape
  std::vector<double> values;
};

/// One layer in the words of Keras 2 and 3, whichever version wrote the file: class names ("Conv2D", never
/// "Convolution2D") and options ("filters", "kernel_size", "padding", "data_format", "use_bias",
/// "activation" …).
struct LayerDescription {
  std::string class_name;
  std::string name;
  nlohmann::json options;
  std::vector<Weight> weights;

  /// The weight called `wanted`, or nullptr.
  const Weight* find(const std::string& wanted) const;
};

/// A chain of layers with their weights: what a model file says, without any code that runs it.
struct ModelDescription {
  SchemeInfo scheme;     ///< plain, or what the weights are encrypted with
  PayloadLayout layout;  ///< of the weights
  std::string name;      ///< of the model, "sequential" where the file has none
  std::string keras_version;
  Shape input_shape;                                                  ///< of one record
  std::vector<LayerDescription> layers;                               ///< without InputLayer
  std::vector<std::string> feature_names, target_names, class_names;  ///< empty where unknown
  LearningCurve learning_curve;  ///< of its training; not part of the fingerprint
  std::string provenance;        ///< JSON text; empty where there is none
  std::string fingerprint;       ///< BLAKE2b-128 of configuration and weights, hexadecimal
};

/// Reads a model in Keras' legacy HDF5 layout as saved by Keras 1.x, 2.x and 3.x, or written by this project:
/// Sequential, or functional where the layers are a chain. Nothing in the file is ever evaluated as code.
/// Throws DataError or Unsupported with one line that names the file and the layer.
ModelDescription read_model(const std::string& path);
/// The same from a file that open_untrusted() opened.
ModelDescription read_model(const h5::File& file);

/// Writes a model in the layout of Keras 2 (`model.save("m.h5")`), atomically; Keras opens it. Existing files
/// are replaced. Weights are float32 as Keras' own where every value of the model is one exactly, else
/// float64, so that nothing is lost here; Keras rounds them when it loads the file. A model that read_model
/// would refuse is refused: DataError, Unsupported.
void write_model(const std::string& path, const ModelDescription& model, Privacy privacy = Privacy::shared);

}  // namespace he::io
