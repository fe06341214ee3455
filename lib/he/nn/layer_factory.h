#pragma once

#include "he/io/models/model.h"
#include "he/nn/layer.h"

namespace he::nn {

/// Appends what `description` becomes on records of shape `input`: no layer (Dropout), one, or two (Dense
/// with an activation). `encrypted`: its weights are payload. Throws UnsupportedError for a class that is not
/// known, DataError where options, weights or shapes do not fit; the message names the layer.
void append_layer(const io::LayerDescription& description, bool encrypted, const Shape& input,
                  Layers& layers);

}  // namespace he::nn
