#pragma once

#include <cstdint>

#include "he/io/records/image_options.h"

namespace he::nn {

/// Largest shift as a share of the extent, largest rotation in degrees, and the largest factor of gain and
/// exponent of gamma: all are drawn uniformly from −most to most, gain and gamma from 1/most to most in their
/// logarithm.
constexpr double kMaxShift = 1.0 / 16, kMaxRotation = 10, kMaxExposure = 1.25;

/// How copy `copy` (from 1) of frame `frame` (from 0) of a data set differs from it: a function of these and
/// of `seed` alone, which is no secret. Plain and encrypted data thus hold the same copies. Throws UsageError
/// for more than 2^24 copies or 2^32 frames.
io::Distortion draw_distortion(std::uint64_t seed, std::uint64_t frame, std::uint32_t copy);

}  // namespace he::nn
