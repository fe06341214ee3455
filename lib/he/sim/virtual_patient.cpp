#include "he/sim/virtual_patient.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"

namespace he::sim {
namespace {

using PerGroup = std::array<double, kPatientGroups>;

constexpr std::array<const char*, kPatientGroups> kNames{"normal", "hypertensive", "dilated",
                                                         "stiff",  "hypovolaemic", "exercise"};
constexpr PerGroup kFrequency{0.30, 0.20, 0.20, 0.10, 0.10, 0.10};
constexpr double kAverageBsa = 1.87;
constexpr double kLimit = 2.5;  // of every normal deviate

// A quantity whose logarithm is normal, with the median of a typical patient of each group.
struct LogNormal {
  PerGroup median;
  double sigma;
};

enum Quantity {
  kHr,
  kEesLv,
  kEminLv,
  kKtv,
  kRsp,
  kCart,
  kZ,
  kEesRv,
  kEminRv,
  kRpa,
  kCpa,
  kEminLa,
  kRatioLa,
  kEminRa,
  kRsv,
  kCsv
};

constexpr double kRatio = 5.0 / 3;

// In the order of drawing.
constexpr std::array<LogNormal, 16> kLogNormals{{
    {{70, 75, 88, 74, 118, 140}, 0.15},                        // HR
    {{2.6, 3.6, 0.75, 3.6, 4.2, 4.8}, 0.25},                   // Ees_lv
    {{0.070, 0.085, 0.040, 0.160, 0.070, 0.065}, 0.20},        // Emin_lv
    {{1, 1, 1, 1, 1, 0.88}, 0.06},                             // k_tv
    {{1.05, 1.75, 1.20, 1.50, 1.50, 0.58}, 0.18},              // R_sp
    {{1.30, 0.70, 1.30, 0.70, 1.15, 1.15}, 0.22},              // C_ao + C_sa
    {{1, 1, 1, 1, 1, 1}, 0.10},                                // factor on Z_ao
    {{0.60, 0.60, 0.40, 0.60, 0.75, 1.2}, 0.20},               // Ees_rv
    {{0.040, 0.040, 0.040, 0.040, 0.040, 0.040}, 0.20},        // Emin_rv
    {{0.070, 0.070, 0.130, 0.130, 0.070, 0.045}, 0.25},        // R_pa
    {{3.0, 3.0, 2.2, 2.2, 3.0, 3.0}, 0.25},                    // C_pa
    {{0.15, 0.15, 0.11, 0.18, 0.15, 0.15}, 0.20},              // Emin_la
    {{kRatio, kRatio, kRatio, kRatio, kRatio, kRatio}, 0.10},  // Emax_la / Emin_la
    {{0.070, 0.070, 0.070, 0.070, 0.070, 0.070}, 0.20},        // Emin_ra
    {{0.030, 0.030, 0.030, 0.030, 0.030, 0.030}, 0.20},        // R_sv
    {{111.11, 111.11, 111.11, 111.11, 111.11, 111.11}, 0.10},  // C_sv
}};

constexpr PerGroup kV0{10, 8, 48, 4, 10, 10}, kV0Sigma{5, 5, 8, 5, 5, 5};
constexpr PerGroup kExtraVolume{0, 0, 450, 200, -650, 550};  // blood lost or retained, mL
constexpr double kExtraVolumeSigma = 120;

PatientGroup draw_group(PatientRandom& random, std::span<const PatientGroup> groups) {
  double total = 0;
  for (const PatientGroup g : groups) total += kFrequency[static_cast<std::size_t>(g)];
  double rest = random.uniform() * total;
  for (const PatientGroup g : groups) {
    rest -= kFrequency[static_cast<std::size_t>(g)];
    if (rest < 0) return g;
  }
  return groups.back();
}

double draw(PatientRandom& random, const LogNormal& quantity, std::size_t group, double severity) {
  const double typical =
      std::pow(quantity.median[0], 1 - severity) * std::pow(quantity.median[group], severity);
  return typical * std::exp(quantity.sigma * random.normal_within(kLimit));
}

double draw(PatientRandom& random, const PerGroup& mean, double sigma, std::size_t group, double severity) {
  return (1 - severity) * mean[0] + severity * mean[group] + sigma * random.normal_within(kLimit);
}

// Resistances, elastances and inertances fall with the body's size, compliances and volumes grow.
CirculationParameters scaled(const std::array<double, kLogNormals.size()>& q, double v0, double extra,
                             double size) {
  const CirculationParameters adult;
  CirculationParameters p;
  p.hr = std::clamp(q[kHr], 45.0, 160.0);
  p.k_tv = q[kKtv];
  p.ees_lv = q[kEesLv] / size, p.emin_lv = q[kEminLv] / size;
  p.ees_rv = q[kEesRv] / size, p.emin_rv = q[kEminRv] / size;
  p.emin_la = q[kEminLa] / size, p.emax_la = q[kRatioLa] * p.emin_la;
  p.emin_ra = q[kEminRa] / size, p.emax_ra = 13.0 / 7 * p.emin_ra;
  p.r_sp = q[kRsp] / size, p.r_pa = q[kRpa] / size, p.r_sv = q[kRsv] / size;
  p.r_ve = adult.r_ve / size, p.l_ao = adult.l_ao / size;
  const double arterial = q[kCart] * size;
  p.c_ao = arterial * 0.3 / 1.3, p.c_sa = arterial * 1.0 / 1.3;
  p.z_ao = adult.z_ao * std::sqrt(1.3 / arterial) * q[kZ];
  p.c_sv = q[kCsv] * size, p.c_pa = q[kCpa] * size, p.c_pv = adult.c_pv * size;
  p.v0_lv = v0 * size, p.v0_rv = adult.v0_rv * size, p.v0_la = adult.v0_la * size,
  p.v0_ra = adult.v0_ra * size;
  p.v0_ao = adult.v0_ao * size, p.v0_sa = adult.v0_sa * size, p.v0_sv = adult.v0_sv * size;
  p.v0_pa = adult.v0_pa * size, p.v0_pv = adult.v0_pv * size;
  p.tbv = (adult.tbv + extra) * size;
  return p;
}

}  // namespace

const char* name_of(PatientGroup group) { return kNames[static_cast<std::size_t>(group)]; }

std::vector<PatientGroup> patient_groups(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) {
      throw UsageError(
          fmt::format("there is no group '{}' of patients; there are {}", name, fmt::join(kNames, ", ")));
    }
  }
  std::vector<PatientGroup> groups;
  for (std::size_t g = 0; g < kPatientGroups; ++g) {
    if (names.empty() || std::find(names.begin(), names.end(), kNames[g]) != names.end()) {
      groups.push_back(static_cast<PatientGroup>(g));
    }
  }
  return groups;
}

VirtualPatient draw_patient(PatientRandom& random, std::span<const PatientGroup> groups) {
  VirtualPatient patient;
  patient.group = draw_group(random, groups);
  const auto g = static_cast<std::size_t>(patient.group);
  if (patient.group != PatientGroup::normal) patient.severity = 0.2 + 0.8 * random.uniform();
  patient.bsa = std::clamp(kAverageBsa + 0.20 * random.normal_within(kLimit), 1.40, 2.50);
  std::array<double, kLogNormals.size()> quantities{};
  for (std::size_t i = 0; i < quantities.size(); ++i)
    quantities[i] = draw(random, kLogNormals[i], g, patient.severity);
  const double v0 = draw(random, kV0, kV0Sigma[g], g, patient.severity);
  const double extra = draw(random, kExtraVolume, kExtraVolumeSigma, g, patient.severity);
  patient.parameters = scaled(quantities, v0, extra, patient.bsa / kAverageBsa);
  return patient;
}

bool plausible(const CirculationOutputs& o, double bsa) {
  const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
  return o.openings == 1 && o.v_min > 0 && std::isfinite(o.pep) &&                   //
         within(o.sbp, 75, 230) && within(o.dbp, 35, 140) && o.sbp - o.dbp >= 15 &&  //
         within(o.ef, 12, 82) && within(o.edv, 45, 350) && o.esv >= 10 &&            //
         within(o.co / bsa, 1.2, 9) && within(o.lap_mean, 1, 35) && within(o.rap_mean, 0, 20) &&
         within(o.pasp, 10, 90) && within(o.lvet, 0.10, 0.40);
}

}  // namespace he::sim
