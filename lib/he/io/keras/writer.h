#pragma once

#include "he/io/hdf5/file.h"
#include "he/io/models/model.h"

namespace he::io::keras {

/// Writes the attributes and the group `model_weights` of a completed model as Keras 2.14 does: the same
/// names, the same types (texts of variable length). Weights are float32 as Keras' are where every value of
/// the model is one exactly, else float64, which Keras rounds when it loads them; payload is float64 and
/// carries `logical_shape`, `layout` and `record_granularity`. Throws DataError where weights are missing or
/// do not fit the options.
void write_keras(h5::File& file, const ModelDescription& model);

/// The checksum over the texts that decide what the weights mean; HDF5 guards them with none.
std::string config_checksum(const std::string& keras_version, const std::string& backend,
                            const std::string& model_config);

}  // namespace he::io::keras
