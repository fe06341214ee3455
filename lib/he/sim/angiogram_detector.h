#pragma once

#include "he/sim/angiogram_canvas.h"

namespace he::sim {

/// From attenuation to what the detector shows, in place: transmission (1 without attenuation), scattered
/// radiation, focal spot, vignetting, quantum and electronic noise, the display's gamma. Amplitudes are tuned
/// by eye.
void detect(PatientRandom& random, GaussianBlur& blur, Image& image);

}  // namespace he::sim
