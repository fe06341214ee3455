#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

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

/// What a training reported at the end of every epoch.
struct LearningCurve {
  std::vector<std::string> columns;  ///< "loss", "validation_loss" …; empty: there is no curve
  std::size_t epochs = 0;
  std::vector<double> values;  ///< [epochs, columns], or their payload
};

/// What a model says of the data that it was made for. Empty where it says nothing.
struct DataStatistics {
  std::vector<double> low, high;  ///< of every feature
  double largest_result = 0;      ///< magnitude, before the function at the end; 0: not known
  Array sensitivities;            ///< how errors show in the results (he/schemes/ckks/error_model.h)

  bool operator==(const DataStatistics&) const = default;
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
  DataStatistics statistics;                                          ///< not part of the fingerprint
  LearningCurve learning_curve;  ///< of its training; not part of the fingerprint
  std::string provenance;        ///< JSON text; empty where there is none
  std::string fingerprint;       ///< BLAKE2b-128 of configuration and weights, hexadecimal
};

}  // namespace he::io
