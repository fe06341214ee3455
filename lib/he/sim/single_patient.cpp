#include "he/sim/single_patient.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "he/error.h"

namespace he::sim {

VirtualPatient patient_with(const std::vector<std::string>& settings) {
  VirtualPatient patient;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const char* last = setting.data() + setting.size();
    const char* first = equals == std::string::npos ? last : setting.data() + equals + 1;
    double value = 0;
    const auto [end, error] = std::from_chars(first, last, value);
    if (error != std::errc() || end != last) {
      throw UsageError(
          fmt::format("'{}' does not set a parameter; write name=value, such as HR=80", setting));
    }
    const std::string name = setting.substr(0, equals);
    if (name != "BSA") {
      set_parameter(patient.parameters, name, value);
    } else if (value >= 0.1 && value <= 5) {
      patient.bsa = value;
    } else {
      throw UsageError(fmt::format("BSA = {}: give a value from 0.1 to 5 m2", value));
    }
  }
  validate(patient.parameters);
  return patient;
}

PatientBeat simulate_patient(const VirtualPatient& patient, const CirculationPrecision& precision) {
  const CirculationModel model(patient.parameters);
  auto beat = settle(model, precision);
  if (!beat) throw UsageError("with these parameters the circulation does not settle to equal beats");
  const CirculationOutputs outputs = circulation_outputs(model, *beat);
  if (!std::isfinite(outputs.lvet)) {
    throw UsageError("with these parameters the aortic valve does not open and close");
  }
  return {model, std::move(*beat), outputs};
}

}  // namespace he::sim
