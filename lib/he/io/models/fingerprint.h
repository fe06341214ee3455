#pragma once

#include <string>

#include "he/io/models/model.h"

namespace he::io {

/// BLAKE2b-128 in hexadecimal over what a model computes: input shape, classes, names and options of the
/// layers as JSON, and each weight's name, extents and values (little-endian 64-bit integers and doubles).
/// The same for a model read from Keras' file and from ours.
std::string model_fingerprint(const ModelDescription& model);

/// BLAKE2b-128 of a text in hexadecimal.
std::string text_fingerprint(const std::string& text);

}  // namespace he::io
