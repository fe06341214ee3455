#include "he/sim/circulation_outputs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace he::sim {
namespace {

using O = CirculationOutputs;

constexpr std::array<CirculationOutputInfo, 40> kOutputs{{
    {"SBP", "mmHg", &O::sbp},
    {"DBP", "mmHg", &O::dbp},
    {"MAP", "mmHg", &O::map},
    {"AoSys", "mmHg", &O::ao_sys},
    {"AoDia", "mmHg", &O::ao_dia},
    {"AoMean", "mmHg", &O::ao_mean},
    {"EDV", "mL", &O::edv},
    {"ESV", "mL", &O::esv},
    {"SV", "mL", &O::sv},
    {"EF", "%", &O::ef},
    {"CO", "L/min", &O::co},
    {"RVEDV", "mL", &O::rvedv},
    {"RVESV", "mL", &O::rvesv},
    {"RVEF", "%", &O::rvef},
    {"LVEDP", "mmHg", &O::lvedp},
    {"LVPmax", "mmHg", &O::lvp_max},
    {"LAPmean", "mmHg", &O::lap_mean},
    {"LAVmax", "mL", &O::lav_max},
    {"LAVmin", "mL", &O::lav_min},
    {"RVSP", "mmHg", &O::rvsp},
    {"RVEDP", "mmHg", &O::rvedp},
    {"PASP", "mmHg", &O::pasp},
    {"PADP", "mmHg", &O::padp},
    {"mPAP", "mmHg", &O::mpap},
    {"RAPmean", "mmHg", &O::rap_mean},
    {"PSV", "mmHg", &O::psv},
    {"PEP", "s", &O::pep},
    {"LVET", "s", &O::lvet},
    {"dPdtmax", "mmHg/s", &O::dpdt_max},
    {"SW", "mmHg mL", &O::sw},
    {"Pes", "mmHg", &O::pes},
    {"Ea", "mmHg/mL", &O::ea},
    {"Ees", "mmHg/mL", &O::ees},
    {"V0", "mL", &O::v0},
    {"VAC", "1", &O::vac},
    {"SVR", "mmHg s/mL", &O::svr},
    {"Cart", "mL/mmHg", &O::cart},
    {"PVR", "mmHg s/mL", &O::pvr},
    {"nopen", "1", &O::openings},
    {"Vmin", "mL", &O::v_min},
}};

// The extremes of a quantity over the samples, and its mean by the trapezoid rule.
class Range {
 public:
  void add(double value, double weight) {
    low = std::min(low, value);
    high = std::max(high, value);
    mean += value * weight;
  }
  double low = std::numeric_limits<double>::infinity(), high = -low, mean = 0;
};

// Follows the pressure difference over the aortic valve from sample to sample.
class AorticValve {
 public:
  void add(double t, double dp) {
    if (started_ && (dp_ <= 0) != (dp <= 0)) {
      const double crossing = t_ + (t - t_) * dp_ / (dp_ - dp);
      if (dp > 0) {
        if (openings == 0) opens = crossing;
        ++openings;
      } else {
        closes = crossing;
      }
    }
    started_ = true;
    t_ = t;
    dp_ = dp;
  }
  int openings = 0;
  double opens = std::numeric_limits<double>::quiet_NaN(), closes = opens;

 private:
  bool started_ = false;
  double t_ = 0, dp_ = 0;
};

// All that one pass over the samples collects.
struct Collected {
  Range p_sa, p_ao, p_lv, p_la, p_ra, p_rv, p_pa, p_sv, v_lv, v_rv, v_la, v_ra, q_av, power, dpdt;
  AorticValve valve;
};

double left_ventricular_slope(const CirculationModel& model, const CirculationState& y,
                              const CirculationSignals& s, double t) {
  const CirculationParameters& p = model.parameters();
  const double reserve = p.ees_lv - p.emin_lv;
  const double elastance = p.emin_lv + reserve * model.ventricular_activation(t);
  return reserve * model.ventricular_activation_slope(t) * (y[kVlv] - p.v0_lv) +
         elastance * (s.q_mv - s.q_av);
}

Collected collect(const CirculationModel& model, const CirculationBeat& beat) {
  Collected c;
  const std::size_t last = beat.states.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const CirculationState& y = beat.states[i];
    const double t = model.period() * static_cast<double>(i) / static_cast<double>(last);
    const double w = (i == 0 || i == last ? 0.5 : 1.0) / static_cast<double>(last);
    const CirculationSignals s = model.signals(y, t);
    c.p_sa.add(s.p_sa, w), c.p_ao.add(s.p_ao, w), c.p_lv.add(s.p_lv, w), c.p_la.add(s.p_la, w);
    c.p_ra.add(s.p_ra, w), c.p_rv.add(s.p_rv, w), c.p_pa.add(s.p_pa, w), c.p_sv.add(s.p_sv, w);
    c.v_lv.add(y[kVlv], w), c.v_rv.add(y[kVrv], w), c.v_la.add(y[kVla], w), c.v_ra.add(y[kVra], w);
    c.q_av.add(s.q_av, w);
    c.power.add(s.p_lv * (s.q_av - s.q_mv), w);
    if (i > 0) c.dpdt.add(left_ventricular_slope(model, y, s, t), w);
    c.valve.add(t, s.p_lv - s.p_ao);
  }
  return c;
}

double end_systolic_pressure(const CirculationModel& model, const CirculationBeat& beat) {
  const double position = model.end_systole() / model.period() * static_cast<double>(beat.states.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(position), beat.states.size() - 2);
  const double share = position - static_cast<double>(i);
  const double volume = std::lerp(beat.states[i][kVlv], beat.states[i + 1][kVlv], share);
  return model.parameters().ees_lv * (volume - model.parameters().v0_lv);
}

}  // namespace

std::span<const CirculationOutputInfo> circulation_output_list() { return kOutputs; }

CirculationOutputs circulation_outputs(const CirculationModel& model, const CirculationBeat& beat) {
  const CirculationParameters& p = model.parameters();
  const Collected c = collect(model, beat);
  const CirculationSignals start = model.signals(beat.states.front(), 0);
  O o{};
  o.sbp = c.p_sa.high, o.dbp = c.p_sa.low, o.map = c.p_sa.mean;
  o.ao_sys = c.p_ao.high, o.ao_dia = c.p_ao.low, o.ao_mean = c.p_ao.mean;
  o.edv = c.v_lv.high, o.esv = c.v_lv.low, o.sv = o.edv - o.esv, o.ef = 100 * o.sv / o.edv;
  o.co = c.q_av.mean * 60 / 1000;
  o.rvedv = c.v_rv.high, o.rvesv = c.v_rv.low, o.rvef = 100 * (o.rvedv - o.rvesv) / o.rvedv;
  o.lvedp = start.p_lv, o.lvp_max = c.p_lv.high;
  o.lap_mean = c.p_la.mean, o.lav_max = c.v_la.high, o.lav_min = c.v_la.low;
  o.rvsp = c.p_rv.high, o.rvedp = start.p_rv;
  o.pasp = c.p_pa.high, o.padp = c.p_pa.low, o.mpap = c.p_pa.mean;
  o.rap_mean = c.p_ra.mean, o.psv = c.p_sv.mean;
  o.pep = c.valve.opens, o.lvet = c.valve.closes - c.valve.opens, o.openings = c.valve.openings;
  o.dpdt_max = c.dpdt.high, o.sw = c.power.mean * model.period();
  o.pes = end_systolic_pressure(model, beat);
  o.ees = p.ees_lv, o.v0 = p.v0_lv, o.ea = o.pes / o.sv, o.vac = o.ea / o.ees;
  o.svr = (o.ao_mean - o.rap_mean) / c.q_av.mean, o.cart = p.c_ao + p.c_sa;
  o.pvr = (o.mpap - o.lap_mean) / c.q_av.mean;
  o.v_min =
      std::min({c.v_lv.low - p.v0_lv, c.v_rv.low - p.v0_rv, c.v_la.low - p.v0_la, c.v_ra.low - p.v0_ra});
  return o;
}

}  // namespace he::sim
