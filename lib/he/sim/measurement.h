#pragma once

#include <array>

#include "he/sim/virtual_patient.h"

namespace he::sim {

/// What a non-invasive examination (cuff, ECG, echo, body size) measures of a patient, in the order of their
/// names.
using Measurements = std::array<double, 9>;
/// What a network is to tell from it.
using Targets = std::array<double, 8>;

inline constexpr std::array<const char*, 9> kMeasurementNames{"HR",   "SBP", "DBP", "EDV", "ESV",
                                                              "LVET", "PEP", "CVP", "BSA"};
inline constexpr std::array<const char*, 8> kTargetNames{"Ees", "V0",   "Ea", "VAC",
                                                         "SVR", "Cart", "SW", "LVPmax"};

/// The exact values; CVP is the right atrial mean pressure.
Measurements measure(const VirtualPatient& patient, const CirculationOutputs& outputs);
Targets targets(const CirculationOutputs& outputs);

/// Adds errors of measurement of `noise` times their usual size: normal, cut at three deviations of HR 1/min,
/// SBP 5 and DBP 4 mmHg, EDV 6 %, ESV 8 %, LVET 10 ms, PEP 8 ms, CVP 2 mmHg, BSA 2 %. Draws the same numbers
/// whatever `noise`.
void add_noise(Measurements& measurements, double noise, PatientRandom& random);

}  // namespace he::sim
