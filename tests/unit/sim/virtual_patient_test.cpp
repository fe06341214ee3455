#include "he/sim/virtual_patient.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "he/error.h"

namespace he::sim {
namespace {

constexpr int kDraws = 20000;
// The variance of a standard normal cut at 2.5: 1 - 2 * 2.5 phi(2.5) / (2 Phi(2.5) - 1).
constexpr double kCutVariance = 0.911256;

struct Moments {
  double mean = 0, variance = 0;
};

template <class Value>
Moments moments_of(const std::vector<PatientGroup>& groups, Value value) {
  PatientRandom random(11, 0);
  Moments m;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = value(draw_patient(random, groups));
    m.mean += x / kDraws;
    squares += x * x / kDraws;
  }
  m.variance = squares - m.mean * m.mean;
  return m;
}

TEST_CASE("the random numbers of a patient are those of the documented generator") {
  // From an implementation in Python that gives SplitMix64(0) = e220a8397b1dcdaf and the standard's 10000th
  // value.
  PatientRandom random(7, 3);
  CHECK(random.uniform() == 0.5179727375222158);
  CHECK(random.uniform() == 0.7212330090367962);
}

TEST_CASE("neighbouring seeds share no patient") {
  std::vector<double> of_seed[2];
  for (std::uint64_t seed : {0, 1}) {
    for (std::uint64_t index = 0; index < 64; ++index)
      of_seed[seed].push_back(PatientRandom(seed, index).uniform());
  }
  for (const double a : of_seed[0]) {
    for (const double b : of_seed[1]) CHECK(a != b);
  }
}

TEST_CASE("normal deviates stay within their limit and have its mean and variance") {
  PatientRandom random(3, 5);
  double sum = 0, squares = 0, largest = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal_within(2.5);
    sum += z, squares += z * z, largest = std::max(largest, std::abs(z));
  }
  CHECK(largest <= 2.5);
  CHECK(std::abs(sum / kDraws) < 4 / std::sqrt(kDraws));
  CHECK(squares / kDraws == doctest::Approx(kCutVariance).epsilon(0.04));
}

TEST_CASE("groups come in their frequencies, and only those asked for") {
  PatientRandom random(1, 0);
  std::array<int, kPatientGroups> all{}, some{};
  const auto two = patient_groups({"exercise", "normal"});
  for (int i = 0; i < kDraws; ++i) {
    ++all[static_cast<std::size_t>(draw_patient(random, patient_groups({})).group)];
    ++some[static_cast<std::size_t>(draw_patient(random, two).group)];
  }
  const double frequency[] = {0.3, 0.2, 0.2, 0.1, 0.1, 0.1};
  for (std::size_t g = 0; g < kPatientGroups; ++g)
    CHECK(std::abs(all[g] / double{kDraws} - frequency[g]) < 0.014);
  CHECK(some[0] + some[5] == kDraws);
  CHECK(std::abs(some[0] / double{kDraws} - 0.75) < 0.014);
}

TEST_CASE("a group that does not exist is answered with those that do") {
  CHECK_THROWS_WITH_AS(
      patient_groups({"normal", "healthy"}),
      "there is no group 'healthy' of patients; there are normal, hypertensive, dilated, stiff, "
      "hypovolaemic, exercise",
      UsageError);
}

TEST_CASE("a normal patient's heart rate is log-normal around 70 with a spread of 15 %") {
  const auto m =
      moments_of(patient_groups({"normal"}), [](const auto& p) { return std::log(p.parameters.hr); });
  CHECK(m.mean == doctest::Approx(std::log(70)).epsilon(0.001));
  CHECK(std::sqrt(m.variance) == doctest::Approx(0.15 * std::sqrt(kCutVariance)).epsilon(0.03));
}

TEST_CASE("severity lies from 0.2 to 1, and the typical patient moves with it") {
  const auto groups = patient_groups({"dilated"});
  const auto severity = moments_of(groups, [](const auto& p) { return p.severity; });
  CHECK(severity.mean == doctest::Approx(0.6).epsilon(0.02));
  CHECK(severity.variance == doctest::Approx(0.64 / 12).epsilon(0.05));
  const auto ees = moments_of(
      groups, [](const auto& p) { return std::log(p.parameters.ees_lv * p.bsa / 1.87); });  // size undone
  CHECK(ees.mean == doctest::Approx(0.4 * std::log(2.6) + 0.6 * std::log(0.75)).epsilon(0.02));
  const auto v0 = moments_of(groups, [](const auto& p) { return p.parameters.v0_lv / p.bsa * 1.87; });
  CHECK(v0.mean == doctest::Approx(0.4 * 10 + 0.6 * 48).epsilon(0.02));
  const auto tbv = moments_of(groups, [](const auto& p) { return p.parameters.tbv / p.bsa * 1.87; });
  CHECK(tbv.mean == doctest::Approx(4800 + 0.6 * 450).epsilon(0.002));
}

TEST_CASE("what is not drawn follows from body size and the quantities drawn") {
  PatientRandom random(2, 0);
  for (int i = 0; i < 200; ++i) {
    const auto patient = draw_patient(random, patient_groups({}));
    const auto& p = patient.parameters;
    const double size = patient.bsa / 1.87;
    CHECK(patient.bsa >= 1.40);
    CHECK(patient.bsa <= 2.50);
    CHECK(p.v0_rv == doctest::Approx(15 * size));
    CHECK(p.v0_sv == doctest::Approx(2496 * size));
    CHECK(p.c_pv == doctest::Approx(25.37 * size));
    CHECK(p.r_ve == doctest::Approx(0.006 / size));
    CHECK(p.l_ao == doctest::Approx(0.005 / size));
    CHECK(p.emax_ra == doctest::Approx(13.0 / 7 * p.emin_ra));
    CHECK(p.c_ao / p.c_sa == doctest::Approx(0.3));
    CHECK(p.l_pa == 0.0017);
    CHECK(p.r_av == 0.0075);
    CHECK_NOTHROW(validate(p));
  }
}

// A beat well inside of every limit.
CirculationOutputs healthy() {
  CirculationOutputs o{};
  o.openings = 1, o.v_min = 20, o.pep = 0.1, o.lvet = 0.25;
  o.sbp = 120, o.dbp = 80, o.ef = 58, o.edv = 120, o.esv = 50, o.co = 5.3;
  o.lap_mean = 8, o.rap_mean = 4, o.pasp = 21;
  return o;
}

TEST_CASE("a beat outside of any one limit is not plausible") {
  CHECK(plausible(healthy(), 1.87));
  using O = CirculationOutputs;
  const struct {
    double O::*value;
    double beyond;
  } cases[] = {{&O::openings, 2},    {&O::openings, 0},
               {&O::v_min, 0},       {&O::sbp, 230.1},
               {&O::dbp, 34.9},      {&O::dbp, 105.1},
               {&O::ef, 11.9},       {&O::ef, 82.1},
               {&O::edv, 44.9},      {&O::edv, 350.1},
               {&O::esv, 9.9},       {&O::co, 2.2},
               {&O::co, 16.9},       {&O::lap_mean, 0.9},
               {&O::lap_mean, 35.1}, {&O::rap_mean, 20.1},
               {&O::rap_mean, -0.1}, {&O::pasp, 9.9},
               {&O::pasp, 90.1},     {&O::lvet, 0.099},
               {&O::lvet, 0.401},    {&O::pep, std::numeric_limits<double>::quiet_NaN()}};
  for (const auto& c : cases) {
    CirculationOutputs o = healthy();
    o.*c.value = c.beyond;
    CAPTURE(c.beyond);
    CHECK_FALSE(plausible(o, 1.87));
  }
  CirculationOutputs low = healthy();
  low.sbp = 74.9, low.dbp = 50;
  CHECK_FALSE(plausible(low, 1.87));
  CirculationOutputs high = healthy();
  high.sbp = 200, high.dbp = 140.1;
  CHECK_FALSE(plausible(high, 1.87));
}

}  // namespace
}  // namespace he::sim
