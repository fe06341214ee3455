#pragma once

#include <span>
#include <string>

namespace he::sim {

/// The parameters of the closed-loop circulation; the defaults are an adult at rest. Units: mmHg, mL, s; so
/// resistances in mmHg s/mL, compliances in mL/mmHg, inertances in mmHg s²/mL, elastances in mmHg/mL; the
/// heart rate in 1/min. Suffixes: la, lv, ra, rv the heart's chambers; mv, av, tv, pv the valves; ao proximal
/// aorta, sa peripheral systemic arteries, sp systemic periphery, sv systemic veins, pa and pv pulmonary
/// arteries and veins, ve pulmonary venous outflow. `v0_*` are unstressed volumes.
///
/// Sources: Korakianitis & Shi 2006 (left atrium, R_ve, L_pa, Z_ao), Regazzoni et al. 2020 and 2022 (right
/// atrium, valves, L_ao), Ursino 1998 (C_sv, C_pv, C_ao, unstressed volumes); the others are of the order of
/// these sources, tuned so that the resting state lies in textbook ranges. Timing scales with the square root
/// of the beat's length (Heldt et al. 2002).
struct CirculationParameters {
  double hr = 75;
  double ees_lv = 2.8, emin_lv = 0.07, v0_lv = 10;
  double ees_rv = 0.6, emin_rv = 0.04, v0_rv = 15;
  double emax_la = 0.25, emin_la = 0.15, v0_la = 4;
  double emax_ra = 0.13, emin_ra = 0.07, v0_ra = 4;
  double c_tv = 0.375;  ///< time of maximum ventricular elastance over sqrt(period), s^1/2
  double c_ad = 0.30;   ///< duration of the atrial activation over sqrt(period), s^1/2
  double c_al = 0.18;   ///< lead of the atrial over the ventricular activation over sqrt(period), s^1/2
  double k_tv = 1;      ///< a patient's factor on c_tv
  double r_mv = 0.0075, r_av = 0.0075, r_tv = 0.0075, r_pv = 0.0075;
  double dp_v = 0.25;  ///< pressure over which a valve opens smoothly
  double c_ao = 0.30, z_ao = 0.05, l_ao = 0.005;
  double c_sa = 1.0, r_sp = 1.05;
  double c_sv = 111.11, r_sv = 0.03;
  double c_pa = 3.0, r_pa = 0.07, l_pa = 0.0017;
  double c_pv = 25.37, r_ve = 0.006;
  double v0_ao = 60, v0_sa = 551, v0_sv = 2496, v0_pa = 123, v0_pv = 120;
  double tbv = 4800;  ///< total blood volume
};

/// How a parameter is called outside of the code, and the values that are accepted for it.
struct CirculationParameterInfo {
  const char* name;
  const char* unit;
  double CirculationParameters::*value;
  double low, high;
};

/// All 40 parameters, in the order of their declaration.
std::span<const CirculationParameterInfo> circulation_parameters();

/// Sets one parameter by its name ("HR", "Ees_lv" …). Throws UsageError where there is no such parameter.
void set_parameter(CirculationParameters& parameters, const std::string& name, double value);

/// Throws UsageError where a value is not a number in its range, or systole would outlast the beat.
void validate(const CirculationParameters& parameters);

}  // namespace he::sim
