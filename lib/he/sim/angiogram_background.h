#pragma once

#include "he/sim/angiogram_canvas.h"
#include "he/sim/heart_frame.h"

namespace he::sim {

/// Adds what lies behind and before the vessels to a map of attenuation (its logarithm): heart, diaphragm,
/// spine, aorta, ribs, vessels of the lung, texture. None of it depends on the artery; amplitudes are tuned
/// by eye.
void add_background(PatientRandom& random, const HeartFrame& heart, const CArm& camera,
                    AngiogramCanvas& canvas, Image& map);

}  // namespace he::sim
