#pragma once

#include <span>

#include "he/tensor/linear_map.h"

/// Adjoints of sums and gathers are sums again.
namespace he::nn {

/// Window f holds the outputs of `segments` that feature f of the input (of shape `input`) goes into;
/// scale 1.
Segments transposed(const Segments& segments, const Shape& input);

/// Window f holds the places of the gather that are made of feature f; scale 1.
Segments transposed(std::span<const std::int32_t> source, const Shape& input);

/// One window over all `features`, scaled by `scale`.
Segments all_features(std::size_t features, double scale);

/// The features of each channel of a linear map, over all positions; scale 1.
Segments channels_of(const LinearMap& map);

}  // namespace he::nn
