#pragma once

#include "he/io/models/model.h"

namespace he::io::keras {

/// Brings the kernel of a convolution as an older Keras stored it into the order [rows, cols, in, out] or
/// [length, in, out] of a correlation, as Keras' own preprocess_weights_for_loading does:
/// - Keras 1, Conv1D: [length, 1, in, out], or [filters, in, length, 1] of the earliest;
/// - Keras 1, Conv2D with dim_ordering "th": [filters, in, rows, cols];
/// - Theano convolves where the others correlate, so a model trained with it (`theano`) has its kernels
/// turned by 180°. A kernel in no such order is left as it is.
void convert_kernel(Weight& kernel, const LayerDescription& layer, int dialect, bool theano);

}  // namespace he::io::keras
