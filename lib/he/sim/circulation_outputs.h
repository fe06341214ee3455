#pragma once

#include <span>

#include "he/sim/circulation_beat.h"

namespace he::sim {

/// What a cardiologist reads from one periodic beat. Pressures in mmHg, volumes in mL, times in s, EF and
/// RVEF in per cent, CO in L/min. Means are by the trapezoid rule. The cuff's pressure is that of the
/// peripheral arteries.
struct CirculationOutputs {
  double sbp, dbp, map;            ///< systolic, diastolic, mean pressure at the cuff
  double ao_sys, ao_dia, ao_mean;  ///< the same in the proximal aorta
  double edv, esv, sv, ef,
      co;  ///< left ventricle: largest, smallest, stroke volume, ejection fraction, cardiac output
  double rvedv, rvesv, rvef;
  double lvedp;  ///< left ventricular pressure at the onset of activation
  double lvp_max;
  double lap_mean, lav_max, lav_min;
  double rvsp, rvedp, pasp, padp, mpap;
  double rap_mean;  ///< right atrial mean, the central venous pressure
  double psv;       ///< systemic venous mean
  double
      pep;  ///< ventricular activation to the opening of the aortic valve; not a number where it never opens
  double lvet;      ///< opening to the last closure of the aortic valve
  double dpdt_max;  ///< steepest rise of the left ventricular pressure, mmHg/s
  double sw;   ///< stroke work: area of the left ventricular pressure-volume loop, mmHg mL (x 1.3332e-4 = J)
  double pes;  ///< left ventricular pressure at maximum elastance
  double ea, ees, v0,
      vac;                ///< arterial elastance pes / sv, ventricular elastance, unstressed volume, ea / ees
  double svr, cart, pvr;  ///< systemic resistance, arterial compliance, pulmonary resistance
  double openings;        ///< how often the aortic valve opens in a beat; 1 in health
  double v_min;           ///< smallest volume of any chamber above its unstressed volume
};

/// Everything that `beat` of `model` shows.
CirculationOutputs circulation_outputs(const CirculationModel& model, const CirculationBeat& beat);

/// What an output is called outside of the code.
struct CirculationOutputInfo {
  const char* name;
  const char* unit;
  double CirculationOutputs::*value;
};

/// All outputs, in the order of their declaration.
std::span<const CirculationOutputInfo> circulation_output_list();

}  // namespace he::sim
