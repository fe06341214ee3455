#include "he/sim/single_patient.h"

#include <doctest/doctest.h>

#include "he/error.h"

namespace he::sim {
namespace {

TEST_CASE("a patient with given parameters is an adult at rest in all others") {
  const auto patient = patient_with({"HR=110", "TBV=4330", "BSA=1.6"});
  CHECK(patient.parameters.hr == 110);
  CHECK(patient.parameters.tbv == 4330);
  CHECK(patient.parameters.ees_lv == 2.8);
  CHECK(patient.bsa == 1.6);
}

TEST_CASE("what is no setting is refused with an example of one") {
  for (const char* wrong : {"HR", "HR=", "HR=fast", "HR=80x", "", "=", "HR= 80"}) {
    CAPTURE(wrong);
    CHECK_THROWS_WITH_AS(patient_with({wrong}), doctest::Contains("write name=value, such as HR=80"),
                         UsageError);
  }
  CHECK_THROWS_WITH_AS(patient_with({"hr=80"}), doctest::Contains("no parameter 'hr'"), UsageError);
  CHECK_THROWS_WITH_AS(patient_with({"HR=nan"}), doctest::Contains("HR = nan: give a value from 20"),
                       UsageError);
  CHECK_THROWS_WITH_AS(patient_with({"BSA=18"}), doctest::Contains("BSA = 18"), UsageError);
}

TEST_CASE("a heart too weak to open the aortic valve is said to be so") {
  auto patient = patient_with({"Ees_lv=0.07"});  // as slack in systole as in diastole
  CHECK_THROWS_WITH_AS(simulate_patient(patient, CirculationPrecision::of_tolerance(1e-6)),
                       doctest::Contains("the aortic valve does not open and close"), UsageError);
}

TEST_CASE("a circulation that does not settle is said to be so") {
  CirculationPrecision precision;
  precision.max_beats = 3;
  CHECK_THROWS_WITH_AS(simulate_patient({}, precision), doctest::Contains("does not settle"), UsageError);
}

}  // namespace
}  // namespace he::sim
