#pragma once

#include "he/sim/coronary_anatomy.h"

namespace he::sim {

/// Which coronary artery a frame shows: the class of an angiogram, in the order of the class names.
enum class Artery { left, right };

/// "LCA", "RCA".
const char* name_of(Artery artery);

/// The artery that supplies the heart's inferior wall.
enum class Dominance { right, co, left };

/// The heart and the one coronary tree of a virtual patient.
struct CoronaryPatient {
  HeartFrame heart;
  Dominance dominance = Dominance::right;
  CoronaryTree tree;
};

/// Draws a patient: position, size and phase of the heart, dominance, calibres (Dodge et al., Circulation 86,
/// 1992; Medrano-Gracia et al., EuroIntervention 12, 2016), branches, tortuosity, and stenoses. Heart and
/// tortuosity have the same distribution for both arteries.
CoronaryPatient draw_coronary_patient(PatientRandom& random, Artery artery);

}  // namespace he::sim
