#pragma once

#include <string>
#include <vector>

#include "he/sim/virtual_patient.h"

namespace he::sim {

/// An adult at rest but for `settings` such as "Ees_lv=3.6"; besides the parameters of the circulation "BSA",
/// which is only recorded. Throws UsageError.
VirtualPatient patient_with(const std::vector<std::string>& settings);

/// What the simulation of one patient gives.
struct PatientBeat {
  CirculationModel model;
  CirculationBeat beat;
  CirculationOutputs outputs;
};

/// Simulates one patient, plausible or not. Throws UsageError where a parameter is out of range, the
/// circulation does not settle or the aortic valve does not open and close.
PatientBeat simulate_patient(const VirtualPatient& patient, const CirculationPrecision& precision);

}  // namespace he::sim
