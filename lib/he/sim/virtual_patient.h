#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "he/sim/circulation_outputs.h"
#include "he/sim/patient_random.h"

namespace he::sim {

/// What a virtual patient is like. dilated: dilated heart of low ejection fraction; stiff: as in heart
/// failure with preserved ejection fraction; exercise: a healthy adult under strain.
enum class PatientGroup : std::size_t { normal, hypertensive, dilated, stiff, hypovolaemic, exercise };

inline constexpr std::size_t kPatientGroups = 6;

const char* name_of(PatientGroup group);

/// Groups by their names, without repetition, in their own order; all of them where `names` is empty. Throws
/// UsageError.
std::vector<PatientGroup> patient_groups(const std::vector<std::string>& names);

struct VirtualPatient {
  PatientGroup group = PatientGroup::normal;
  double severity =
      0;  ///< 0 for normal, else from 0.2 to 1: the way from a normal to the group's typical patient
  double bsa = 1.87;  ///< body surface area, m²
  CirculationParameters parameters;
};

/// Draws a patient of one of `groups` (which keep their relative frequency): group, severity, body surface
/// area and 18 quantities, log-normal but for the unstressed and the total volume, scaled with the body
/// surface area. The ranges are meant to be plausible; they are not fitted to a patient database.
VirtualPatient draw_patient(PatientRandom& random, std::span<const PatientGroup> groups);

/// Whether a beat could be that of a living patient of this body surface area: pressures, volumes and times
/// in range, one opening of the aortic valve, no chamber below its unstressed volume.
bool plausible(const CirculationOutputs& outputs, double bsa);

}  // namespace he::sim
