#include "he/sim/measurement.h"

#include <algorithm>

namespace he::sim {
namespace {

struct Deviation {
  double absolute, relative;
};

constexpr std::array<Deviation, 9> kDeviations{
    {{1, 0}, {5, 0}, {4, 0}, {0, 0.06}, {0, 0.08}, {0.010, 0}, {0.008, 0}, {2, 0}, {0, 0.02}}};

}  // namespace

Measurements measure(const VirtualPatient& patient, const CirculationOutputs& o) {
  return {patient.parameters.hr, o.sbp, o.dbp, o.edv, o.esv, o.lvet, o.pep, o.rap_mean, patient.bsa};
}

Targets targets(const CirculationOutputs& o) {
  return {o.ees, o.v0, o.ea, o.vac, o.svr, o.cart, o.sw, o.lvp_max};
}

void add_noise(Measurements& measurements, double noise, PatientRandom& random) {
  for (std::size_t i = 0; i < measurements.size(); ++i) {
    const double deviation = kDeviations[i].absolute + kDeviations[i].relative * measurements[i];
    measurements[i] += noise * deviation * std::clamp(random.normal(), -3.0, 3.0);
  }
}

}  // namespace he::sim
