#pragma once

#include <cstdint>

#include "he/io/models/model.h"

namespace he::nn {

/// Gives every weight that a layer lacks its shape and its first values, as the options "kernel_initializer",
/// "bias_initializer" … say, else Keras' defaults: glorot_uniform for kernels, ones for gamma and variances,
/// zeros for the others. Weights that are there are kept. The values depend on the seed and on the position
/// of layer and weight alone, so that plain and encrypted training start from the same numbers. Variance
/// scaling (Glorot & Bengio 2010, He et al. 2015) as in Keras: variance scale / fan with fans of receptive
/// field × channels; its normals are cut at two deviations and widened by 1/0.8796… to keep the variance.
/// Throws DataError or UnsupportedError naming the layer where it does not fit what precedes it, a weight
/// that is there has another shape, or one is missing in an encrypted model.
void initialise(io::ModelDescription& model, std::uint64_t seed);

}  // namespace he::nn
