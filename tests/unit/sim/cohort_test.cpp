#include "he/sim/cohort.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "he/error.h"
#include "support/threads.h"

namespace he::sim {
namespace {

CohortOptions quick(std::size_t patients) {
  CohortOptions options;
  options.patients = patients;
  options.precision = CirculationPrecision::of_tolerance(1e-6);
  return options;
}

TEST_CASE("a cohort does not depend on the number of threads") {
  CohortOptions options = quick(30);
  options.noise = 1;
  const auto simulated = [&] { return simulate_cohort(options); };
  const auto alone = test::on_threads(1, simulated), together = test::on_threads(3, simulated);
  REQUIRE(together.members.size() == 30);
  CHECK(alone.drawn == together.drawn);
  for (std::size_t i = 0; i < 30; ++i) {
    CHECK(alone.members[i].measurements == together.members[i].measurements);
    CHECK(targets(alone.members[i].outputs) == targets(together.members[i].outputs));
  }
}

TEST_CASE(
    "a smaller cohort of the same seed is the beginning of a larger one, and another seed gives others") {
  CohortOptions options = quick(8);
  const auto small = simulate_cohort(options);
  options.patients = 12;
  const auto large = simulate_cohort(options);
  options.seed = 2;
  const auto other = simulate_cohort(options);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(small.members[i].measurements == large.members[i].measurements);
    CHECK(small.members[i].measurements != other.members[i].measurements);
  }
}

TEST_CASE("noise changes the measurements in proportion and neither patients nor targets") {
  CohortOptions options = quick(25);
  const auto exact = simulate_cohort(options);
  options.noise = 0.5;
  const auto half = simulate_cohort(options);
  options.noise = 1;
  const auto full = simulate_cohort(options);
  const double absolute[] = {1, 5, 4, 0, 0, 0.010, 0.008, 2, 0};
  const double relative[] = {0, 0, 0, 0.06, 0.08, 0, 0, 0, 0.02};
  for (std::size_t i = 0; i < 25; ++i) {
    CHECK(targets(exact.members[i].outputs) == targets(full.members[i].outputs));
    for (std::size_t k = 0; k < 9; ++k) {
      const double value = exact.members[i].measurements[k];
      const double error = full.members[i].measurements[k] - value;
      CHECK(error != 0);
      CHECK(std::abs(error) <= 3.0000001 * (absolute[k] + relative[k] * value));
      CHECK(half.members[i].measurements[k] - value == doctest::Approx(error / 2).epsilon(1e-9));
    }
  }
}

TEST_CASE("the errors of measurement have their usual size") {
  const VirtualPatient patient;
  CirculationOutputs outputs{};
  outputs.sbp = 120, outputs.dbp = 80, outputs.edv = 120, outputs.esv = 50;
  outputs.lvet = 0.25, outputs.pep = 0.1, outputs.rap_mean = 4;
  const Measurements exact = measure(patient, outputs);
  const double deviation[] = {1, 5, 4, 7.2, 4, 0.010, 0.008, 2, 0.0374};
  std::array<double, 9> squares{};
  PatientRandom random(9, 9);
  const int draws = 4000;
  for (int i = 0; i < draws; ++i) {
    Measurements noisy = exact;
    add_noise(noisy, 1, random);
    for (std::size_t k = 0; k < 9; ++k) squares[k] += (noisy[k] - exact[k]) * (noisy[k] - exact[k]) / draws;
  }
  for (std::size_t k = 0; k < 9; ++k)
    CHECK(std::sqrt(squares[k]) == doctest::Approx(deviation[k]).epsilon(0.05));
}

TEST_CASE("measurements and targets stand in the order of their names") {
  VirtualPatient patient;
  patient.parameters.hr = 61;
  patient.bsa = 1.7;
  CirculationOutputs o{};
  std::map<std::string, double> expected{{"HR", 61}, {"BSA", 1.7}};
  double next = 100;
  for (const auto& info : circulation_output_list()) expected[info.name] = o.*info.value = next++;
  expected["CVP"] = expected["RAPmean"];
  const auto x = measure(patient, o);
  const auto y = targets(o);
  for (std::size_t k = 0; k < x.size(); ++k) CHECK(x[k] == expected.at(kMeasurementNames[k]));
  for (std::size_t k = 0; k < y.size(); ++k) CHECK(y[k] == expected.at(kTargetNames[k]));
}

TEST_CASE("every member is plausible and of a group asked for, and the summary counts them") {
  CohortOptions options = quick(40);
  options.groups = patient_groups({"hypovolaemic", "exercise"});
  std::size_t told = 0;
  options.progress = [&](std::size_t done) { CHECK(done == ++told); };
  const auto cohort = simulate_cohort(options);
  CHECK(told == 40);
  std::size_t hypovolaemic = 0;
  for (const auto& member : cohort.members) {
    CHECK(plausible(member.outputs, member.patient.bsa));
    if (member.patient.group == PatientGroup::hypovolaemic) ++hypovolaemic;
  }
  const auto summary = summarise(cohort);
  REQUIRE(summary.size() == 2);
  CHECK(summary[0].group == PatientGroup::hypovolaemic);
  CHECK(summary[0].accepted == hypovolaemic);
  CHECK(summary[0].accepted + summary[1].accepted == 40);
  CHECK(summary[0].drawn >= summary[0].accepted);
}

TEST_CASE("a median is the middle value, or the mean of the two in the middle") {
  Cohort cohort;
  cohort.drawn[0] = 5;
  for (const double sbp : {140.0, 110.0, 120.0, 100.0}) {
    CohortMember member{};
    member.outputs.sbp = sbp;
    cohort.members.push_back(member);
  }
  const auto median = [&] {
    const auto summary = summarise(cohort);
    return std::map(summary.at(0).medians.begin(), summary.at(0).medians.end()).at("SBP");
  };
  CHECK(median() == 115);
  cohort.members.pop_back();
  CHECK(median() == 120);
  CHECK(summarise(cohort)[0].drawn == 5);
}

// Medians of the 17,159 accepted patients of an independent implementation. A sample of 240 is off by up to
// three standard errors of a median: the bounds below.
TEST_CASE("a cohort's medians are those of an independent implementation, as far as its size tells") {
  CohortOptions options = quick(240);
  options.groups = patient_groups({"normal", "dilated"});
  const auto summary = summarise(simulate_cohort(options));
  const std::map<std::string, double> expected[] = {{{"HR", 70},
                                                     {"SBP", 114},
                                                     {"DBP", 73},
                                                     {"EDV", 123},
                                                     {"EF", 58},
                                                     {"CO", 4.9},
                                                     {"Ees", 2.6},
                                                     {"SW", 6930}},
                                                    {{"HR", 80},
                                                     {"SBP", 127},
                                                     {"DBP", 88},
                                                     {"EDV", 198},
                                                     {"EF", 33},
                                                     {"CO", 5.2},
                                                     {"Ees", 1.3},
                                                     {"SW", 7080}}};
  for (std::size_t g = 0; g < 2; ++g) {
    CAPTURE(name_of(summary.at(g).group));
    const std::map medians(summary[g].medians.begin(), summary[g].medians.end());
    for (const auto& [name, value] : expected[g]) {
      CAPTURE(name);
      CHECK(medians.at(name) == doctest::Approx(value).epsilon(name == "Ees" && g == 1 ? 0.20 : 0.10));
    }
  }
}

TEST_CASE("a cohort of nobody, of too many, and a noise below none are refused") {
  CohortOptions options = quick(0);
  CHECK_THROWS_WITH_AS(simulate_cohort(options), "a cohort needs at least one patient", UsageError);
  options = quick(1000001);
  CHECK_THROWS_WITH_AS(simulate_cohort(options), doctest::Contains("a cohort holds up to 1000000"),
                       UsageError);
  options = quick(1);
  options.noise = -1;
  CHECK_THROWS_WITH_AS(simulate_cohort(options), doctest::Contains("noise -1"), UsageError);
}

TEST_CASE("a failure inside of a thread reaches the caller") {
  CohortOptions options = quick(6);
  options.progress = [](std::size_t) { throw IoError("no one listens"); };
  CHECK_THROWS_WITH_AS(simulate_cohort(options), "no one listens", IoError);
}

TEST_CASE("where no circulation settles the search for a patient ends") {
  CohortOptions options = quick(1);
  options.precision.max_beats = 1;
  CHECK_THROWS_WITH_AS(simulate_cohort(options),
                       doctest::Contains("none of 1000 patients drawn was plausible"), Error);
}

}  // namespace
}  // namespace he::sim
