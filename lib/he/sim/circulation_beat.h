#pragma once

#include <optional>
#include <vector>

#include "he/sim/circulation_model.h"

namespace he::sim {

/// How exactly a beat is computed.
struct CirculationPrecision {
  double tolerance = 1e-8;     ///< of the integrator, absolute and relative
  double periodicity = 1e-6;   ///< largest relative change of the state from beat to beat
  std::size_t samples = 2000;  ///< intervals into which the last beat is cut
  std::size_t max_beats = 300;

  /// The precision for an integrator tolerance, with the periodicity at 100 times that: nearer to the
  /// tolerance the state may never settle in the integrator's noise. Throws UsageError where it is not from
  /// 1e-12 to 1e-5.
  static CirculationPrecision of_tolerance(double tolerance);
};

/// One beat of the periodic state.
struct CirculationBeat {
  std::vector<CirculationState> states;  ///< at the times i * period / samples, i = 0 … samples
  std::size_t beats = 0;                 ///< how many it took to settle
  double residual = 0;                   ///< relative change of the state over the last of them
};

/// Integrates beat after beat (Dormand-Prince 5(4) with error control) until the state repeats, then samples
/// one beat; nothing where it does not repeat within `max_beats`.
std::optional<CirculationBeat> settle(const CirculationModel& model, const CirculationPrecision& precision);

}  // namespace he::sim
