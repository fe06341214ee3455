#pragma once

#include <vector>

#include "he/sim/image_filters.h"
#include "he/sim/patient_random.h"

namespace he::sim {

/// What a viewer gets of the detector's image: `size` x `size` pixels (size divides the image's sides) in
/// 0..1, row by row, with the collimator's black border. Mean and deviation within the field are drawn, so
/// that the brightness tells nothing of what is shown; `contrast` multiplies the deviation.
std::vector<float> display(PatientRandom& random, const Image& image, int size, double contrast);

}  // namespace he::sim
