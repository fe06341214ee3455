#include "he/sim/circulation_parameters.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "he/error.h"

namespace he::sim {
namespace {

using P = CirculationParameters;

constexpr const char* kResistance = "mmHg s/mL";
constexpr const char* kCompliance = "mL/mmHg";
constexpr const char* kInertance = "mmHg s2/mL";
constexpr const char* kElastance = "mmHg/mL";

constexpr std::array<CirculationParameterInfo, 40> kParameters{{
    {"HR", "1/min", &P::hr, 20, 250},
    {"Ees_lv", kElastance, &P::ees_lv, 0.05, 50},
    {"Emin_lv", kElastance, &P::emin_lv, 0.005, 2},
    {"V0_lv", "mL", &P::v0_lv, -100, 300},
    {"Ees_rv", kElastance, &P::ees_rv, 0.02, 20},
    {"Emin_rv", kElastance, &P::emin_rv, 0.005, 2},
    {"V0_rv", "mL", &P::v0_rv, -100, 300},
    {"Emax_la", kElastance, &P::emax_la, 0.01, 5},
    {"Emin_la", kElastance, &P::emin_la, 0.01, 5},
    {"V0_la", "mL", &P::v0_la, -100, 300},
    {"Emax_ra", kElastance, &P::emax_ra, 0.01, 5},
    {"Emin_ra", kElastance, &P::emin_ra, 0.01, 5},
    {"V0_ra", "mL", &P::v0_ra, -100, 300},
    {"c_tv", "s^0.5", &P::c_tv, 0.1, 1},
    {"c_ad", "s^0.5", &P::c_ad, 0.05, 1},
    {"c_al", "s^0.5", &P::c_al, 0, 1},
    {"k_tv", "1", &P::k_tv, 0.3, 2},
    {"R_mv", kResistance, &P::r_mv, 0.001, 1},
    {"R_av", kResistance, &P::r_av, 0.001, 1},
    {"R_tv", kResistance, &P::r_tv, 0.001, 1},
    {"R_pv", kResistance, &P::r_pv, 0.001, 1},
    {"dp_v", "mmHg", &P::dp_v, 0.01, 2},
    {"C_ao", kCompliance, &P::c_ao, 0.02, 10},
    {"Z_ao", kResistance, &P::z_ao, 0.005, 1},
    {"L_ao", kInertance, &P::l_ao, 0.0001, 0.5},
    {"C_sa", kCompliance, &P::c_sa, 0.02, 20},
    {"R_sp", kResistance, &P::r_sp, 0.05, 20},
    {"C_sv", kCompliance, &P::c_sv, 1, 2000},
    {"R_sv", kResistance, &P::r_sv, 0.001, 2},
    {"C_pa", kCompliance, &P::c_pa, 0.1, 100},
    {"R_pa", kResistance, &P::r_pa, 0.001, 5},
    {"L_pa", kInertance, &P::l_pa, 0.0001, 0.5},
    {"C_pv", kCompliance, &P::c_pv, 0.5, 500},
    {"R_ve", kResistance, &P::r_ve, 0.0005, 1},
    {"V0_ao", "mL", &P::v0_ao, 0, 1000},
    {"V0_sa", "mL", &P::v0_sa, 0, 3000},
    {"V0_sv", "mL", &P::v0_sv, 0, 10000},
    {"V0_pa", "mL", &P::v0_pa, 0, 1000},
    {"V0_pv", "mL", &P::v0_pv, 0, 1000},
    {"TBV", "mL", &P::tbv, 500, 20000},
}};

}  // namespace

std::span<const CirculationParameterInfo> circulation_parameters() { return kParameters; }

void set_parameter(CirculationParameters& parameters, const std::string& name, double value) {
  std::string known;
  for (const auto& info : kParameters) {
    if (name == info.name) {
      parameters.*info.value = value;
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(info.name);
  }
  throw UsageError(fmt::format("the circulation has no parameter '{}'; it has {}", name, known));
}

void validate(const CirculationParameters& parameters) {
  for (const auto& info : kParameters) {
    const double value = parameters.*info.value;
    if (!(value >= info.low && value <= info.high)) {
      throw UsageError(fmt::format("parameter {} = {}: give a value from {} to {} {}", info.name, value,
                                   info.low, info.high, info.unit));
    }
  }
  const double root = std::sqrt(60 / parameters.hr);
  if (parameters.k_tv * parameters.c_tv > root) {
    throw UsageError(
        fmt::format("at HR {} a beat is shorter than its systole; lower HR, k_tv or c_tv", parameters.hr));
  }
}

}  // namespace he::sim
