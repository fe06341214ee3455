#include "he/sim/circulation_beat.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/integrate/integrate_times.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/util/odeint_error.hpp>
#include <cmath>
#include <functional>

#include "he/error.h"

namespace he::sim {
namespace {

namespace odeint = boost::numeric::odeint;
using Stepper = odeint::runge_kutta_dopri5<CirculationState>;

constexpr double kFirstStep = 1e-3;

// The longest step, so that error control cannot pass over an ejection.
double longest_step(const CirculationModel& model) { return model.period() / 20; }

double change(const CirculationState& from, const CirculationState& to) {
  double largest = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    largest = std::max(largest, std::abs(to[i] - from[i]) / std::max(std::abs(to[i]), 1.0));
  }
  return largest;
}

std::vector<CirculationState> sample(const CirculationModel& model, CirculationState y,
                                     const CirculationPrecision& precision) {
  std::vector<double> times(precision.samples + 1);
  for (std::size_t i = 0; i < times.size(); ++i) {
    times[i] = static_cast<double>(i) * model.period() / static_cast<double>(precision.samples);
  }
  std::vector<CirculationState> states;
  states.reserve(times.size());
  auto stepper =
      odeint::make_dense_output(precision.tolerance, precision.tolerance, longest_step(model), Stepper());
  odeint::integrate_times(stepper, std::cref(model), y, times, kFirstStep,
                          [&](const CirculationState& state, double) { states.push_back(state); });
  return states;
}

// Nothing where the beats allowed do not suffice, or no step is short enough for the tolerance.
std::optional<CirculationBeat> try_settle(const CirculationModel& model,
                                          const CirculationPrecision& precision) try {
  auto stepper =
      odeint::make_controlled(precision.tolerance, precision.tolerance, longest_step(model), Stepper());
  CirculationState y = model.initial_state();
  CirculationBeat beat;
  while (beat.beats < precision.max_beats) {
    const CirculationState start = y;
    stepper.reset();  // the activation jumps at the beat's boundary, and with it the stored derivative
    odeint::integrate_adaptive(stepper, std::cref(model), y, 0.0, model.period(), kFirstStep);
    ++beat.beats;
    beat.residual = change(start, y);
    if (beat.residual < precision.periodicity) {
      beat.states = sample(model, y, precision);
      return beat;
    }
  }
  return std::nullopt;
} catch (const odeint::odeint_error&) {
  return std::nullopt;
}

}  // namespace

CirculationPrecision CirculationPrecision::of_tolerance(double tolerance) {
  if (!(tolerance >= 1e-12 && tolerance <= 1e-5)) {
    throw UsageError(fmt::format("tolerance {}: give a value from 1e-12 to 1e-5", tolerance));
  }
  CirculationPrecision precision;
  precision.tolerance = tolerance;
  precision.periodicity = 100 * tolerance;
  return precision;
}

std::optional<CirculationBeat> settle(const CirculationModel& model, const CirculationPrecision& precision) {
  if (auto beat = try_settle(model, precision)) return beat;
  CirculationPrecision finer = precision;
  finer.tolerance /= 10;
  return try_settle(model, finer);
}

}  // namespace he::sim
