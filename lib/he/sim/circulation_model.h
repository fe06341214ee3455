#pragma once

#include <array>

#include "he/sim/circulation_parameters.h"

namespace he::sim {

/// State of the circulation: nine volumes in mL, then two flows in mL/s.
using CirculationState = std::array<double, 11>;

/// Index of a state variable.
enum : std::size_t { kVla, kVlv, kVra, kVrv, kVao, kVsa, kVsv, kVpa, kVpv, kQl, kQpa };

/// Number of state variables that are volumes; their sum is constant.
inline constexpr std::size_t kVolumes = 9;

/// Pressures in mmHg and flows in mL/s at one moment.
struct CirculationSignals {
  double p_la, p_lv, p_ra, p_rv, p_ao, p_sa, p_sv, p_pa, p_pv;
  double q_mv, q_av, q_tv, q_pv;  ///< through the valves
  double q_ao, q_sp, q_sv, q_ve;  ///< aorta to arteries, through the periphery, to the right and left atrium
};

/// Flow through a valve of resistance `r` at a pressure difference `dp`: none for dp <= 0, dp/r from `dp_v`
/// on, and a continuously differentiable passage between.
double valve_flow(double dp, double r, double dp_v);

/// The whole-body circulation as a closed loop of lumped elements: four chambers of time-varying elastance,
/// four valves, systemic and pulmonary arteries and veins. There is no baroreflex, respiration, pericardium
/// or gravity. Time runs from the onset of ventricular activation to the end of the beat. Ventricular
/// elastance: double Hill, Stergiopulos, Meister & Westerhof 1996; aorta: four-element windkessel with the
/// inertance beside the characteristic resistance, Stergiopulos et al. 1999.
class CirculationModel {
 public:
  /// Throws UsageError where the parameters are out of range.
  explicit CirculationModel(const CirculationParameters& parameters);

  const CirculationParameters& parameters() const { return p_; }
  double period() const { return period_; }             ///< length of a beat, s
  double end_systole() const;                           ///< time of maximum ventricular elastance, s
  double ventricular_activation(double t) const;        ///< 0 to 1, both ventricles
  double ventricular_activation_slope(double t) const;  ///< its derivative, 1/s
  double atrial_activation(double t) const;             ///< 0 to 1, both atria

  /// Where the first beat starts; the volumes sum to the total blood volume.
  CirculationState initial_state() const;
  CirculationSignals signals(const CirculationState& y, double t) const;
  /// The right-hand side of the differential equations.
  void operator()(const CirculationState& y, CirculationState& dydt, double t) const;

 private:
  CirculationParameters p_;
  double period_, t_max_, atrial_lead_, atrial_duration_;
};

}  // namespace he::sim
