#include "he/sim/circulation_model.h"

#include <cmath>
#include <numbers>
#include <numeric>

namespace he::sim {
namespace {

constexpr double kRise = 1.9, kFall = 21.9;         // Hill exponents
constexpr double kNormalisation = 1.5561279200900;  // makes the maximum 1; the paper rounds it to 1.55
constexpr double kPeak = 0.9972050069626612;        // where the maximum is, in units of t_max
const double kLogRise = std::log(0.7), kLogFall = std::log(1.17);

struct Hill {
  double rise, fall;
};

Hill hill_terms(double x) {
  const double lx = std::log(x);
  return {std::exp(kRise * (lx - kLogRise)), std::exp(kFall * (lx - kLogFall))};
}

}  // namespace

double valve_flow(double dp, double r, double dp_v) {
  if (dp <= 0) return 0;
  if (dp >= dp_v) return dp / r;
  const double s = dp / dp_v;
  return dp / r * s * s * (3 - 2 * s);
}

CirculationModel::CirculationModel(const CirculationParameters& parameters) : p_(parameters) {
  validate(p_);
  period_ = 60 / p_.hr;
  const double root = std::sqrt(period_);
  t_max_ = p_.k_tv * p_.c_tv * root;
  atrial_lead_ = p_.c_al * root;
  atrial_duration_ = p_.c_ad * root;
}

double CirculationModel::end_systole() const { return kPeak * t_max_; }

double CirculationModel::ventricular_activation(double t) const {
  if (t <= 0) return 0;
  const auto [rise, fall] = hill_terms(t / t_max_);
  return kNormalisation * rise / ((1 + rise) * (1 + fall));
}

double CirculationModel::ventricular_activation_slope(double t) const {
  if (t <= 0) return 0;
  const auto [rise, fall] = hill_terms(t / t_max_);
  const double e = kNormalisation * rise / ((1 + rise) * (1 + fall));
  return e * (kRise / (1 + rise) - kFall * fall / (1 + fall)) / t;
}

double CirculationModel::atrial_activation(double t) const {
  const double tau = std::fmod(t + atrial_lead_, period_);
  if (tau >= atrial_duration_) return 0;
  return 0.5 * (1 - std::cos(2 * std::numbers::pi * tau / atrial_duration_));
}

CirculationState CirculationModel::initial_state() const {
  CirculationState y{};
  y[kVla] = p_.v0_la + 8 / p_.emin_la;
  y[kVlv] = p_.v0_lv + 8 / p_.emin_lv;
  y[kVra] = p_.v0_ra + 4 / p_.emin_ra;
  y[kVrv] = p_.v0_rv + 4 / p_.emin_rv;
  y[kVao] = p_.v0_ao + 90 * p_.c_ao;
  y[kVsa] = p_.v0_sa + 90 * p_.c_sa;
  y[kVpa] = p_.v0_pa + 15 * p_.c_pa;
  y[kVpv] = p_.v0_pv + 8 * p_.c_pv;
  y[kVsv] = p_.tbv - std::accumulate(y.begin(), y.begin() + kVolumes, 0.0);
  y[kQl] = y[kQpa] = 80;
  return y;
}

CirculationSignals CirculationModel::signals(const CirculationState& y, double t) const {
  const double ev = ventricular_activation(t), ea = atrial_activation(t);
  CirculationSignals s;
  s.p_la = (p_.emin_la + (p_.emax_la - p_.emin_la) * ea) * (y[kVla] - p_.v0_la);
  s.p_lv = (p_.emin_lv + (p_.ees_lv - p_.emin_lv) * ev) * (y[kVlv] - p_.v0_lv);
  s.p_ra = (p_.emin_ra + (p_.emax_ra - p_.emin_ra) * ea) * (y[kVra] - p_.v0_ra);
  s.p_rv = (p_.emin_rv + (p_.ees_rv - p_.emin_rv) * ev) * (y[kVrv] - p_.v0_rv);
  s.p_ao = (y[kVao] - p_.v0_ao) / p_.c_ao;
  s.p_sa = (y[kVsa] - p_.v0_sa) / p_.c_sa;
  s.p_sv = (y[kVsv] - p_.v0_sv) / p_.c_sv;
  s.p_pa = (y[kVpa] - p_.v0_pa) / p_.c_pa;
  s.p_pv = (y[kVpv] - p_.v0_pv) / p_.c_pv;
  s.q_mv = valve_flow(s.p_la - s.p_lv, p_.r_mv, p_.dp_v);
  s.q_av = valve_flow(s.p_lv - s.p_ao, p_.r_av, p_.dp_v);
  s.q_tv = valve_flow(s.p_ra - s.p_rv, p_.r_tv, p_.dp_v);
  s.q_pv = valve_flow(s.p_rv - s.p_pa, p_.r_pv, p_.dp_v);
  s.q_ao = y[kQl] + (s.p_ao - s.p_sa) / p_.z_ao;
  s.q_sp = (s.p_sa - s.p_sv) / p_.r_sp;
  s.q_sv = (s.p_sv - s.p_ra) / p_.r_sv;
  s.q_ve = (s.p_pv - s.p_la) / p_.r_ve;
  return s;
}

void CirculationModel::operator()(const CirculationState& y, CirculationState& dydt, double t) const {
  const CirculationSignals s = signals(y, t);
  dydt[kVla] = s.q_ve - s.q_mv;
  dydt[kVlv] = s.q_mv - s.q_av;
  dydt[kVra] = s.q_sv - s.q_tv;
  dydt[kVrv] = s.q_tv - s.q_pv;
  dydt[kVao] = s.q_av - s.q_ao;
  dydt[kVsa] = s.q_ao - s.q_sp;
  dydt[kVsv] = s.q_sp - s.q_sv;
  dydt[kVpa] = s.q_pv - y[kQpa];
  dydt[kVpv] = y[kQpa] - s.q_ve;
  dydt[kQl] = (s.p_ao - s.p_sa) / p_.l_ao;
  dydt[kQpa] = (s.p_pa - s.p_pv - p_.r_pa * y[kQpa]) / p_.l_pa;
}

}  // namespace he::sim
