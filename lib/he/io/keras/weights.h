#pragma once

#include "he/io/hdf5/file.h"
#include "he/io/keras/config.h"

namespace he::io::keras {

/// Reads the group `model_weights` of `file` into the layers' weights, by their canonical names, with the
/// kernels of old versions converted (`backend`: what the model was trained with). Where `encrypted`, every
/// weight is payload with the attributes `logical_shape` and `layout`, which must agree and which `layout`
/// receives. Throws DataError naming file, layer and weight where one is missing or does not fit the
/// configuration.
void read_weights(const h5::File& file, ConfiguredModel& model, const std::string& backend, bool encrypted,
                  PayloadLayout& layout);

}  // namespace he::io::keras
