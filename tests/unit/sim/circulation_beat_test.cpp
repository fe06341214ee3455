#include "he/sim/circulation_beat.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "he/error.h"
#include "sim/circulation_tables.h"

namespace he::sim {
namespace {

using test::named;
using test::ReferenceSet;

CirculationPrecision reference_precision() { return {1e-9, 1e-8, 8000, 500}; }

CirculationBeat settled(const CirculationModel& model, const CirculationPrecision& precision) {
  const auto beat = settle(model, precision);
  REQUIRE(beat);
  return *beat;
}

void check_against(const ReferenceSet& reference, const CirculationPrecision& precision, double tolerance) {
  CAPTURE(reference.name);
  const CirculationModel model(reference.parameters);
  const auto outputs = named(circulation_outputs(model, settled(model, precision)));
  for (const auto& [name, expected] : reference.outputs) {
    const auto found = outputs.find(name);
    if (found == outputs.end()) continue;  // BSA and the reference's own diagnostics
    CAPTURE(name);
    CHECK(std::abs(found->second - expected) <= tolerance * std::abs(expected));
  }
}

TEST_CASE("the five reference circulations are reproduced to 1e-4 in every output") {
  const auto sets = test::reference_sets();
  REQUIRE(sets.size() == 5);
  for (const auto& set : sets) {
    REQUIRE(set.outputs.size() >= 39);
    check_against(set, reference_precision(), 1e-4);
  }
}

TEST_CASE("twelve random patients are reproduced to 1e-6 in every output") {
  const auto patients = test::check_patients();
  REQUIRE(patients.size() == 12);
  for (const auto& patient : patients) {
    REQUIRE(patient.outputs.size() >= 39);
    check_against(patient, {1e-10, 1e-9, 16000, 500}, 1e-6);  // the precision of the table
  }
}

TEST_CASE("the state at the beat's boundary is that of the reference, whatever the sampling") {
  const CirculationState expected[] = {{36.74021, 120.2821, 42.44366, 118.0225, 85.34231, 635.5835, 3280.306,
                                        151.2602, 330.0199, 19.09843, 18.62033},
                                       {43.24616, 118.5201, 41.60901, 115.9172, 80.56023, 619.5831, 3256.638,
                                        155.5162, 368.4104, 17.22387, 17.36372},
                                       {44.5678, 244.859, 49.54037, 137.4509, 90.6537, 653.4233, 3372.923,
                                        169.0445, 387.5373, 23.37789, 45.60933},
                                       {23.65915, 68.57987, 26.86926, 69.5555, 86.18801, 638.6178, 3014.176,
                                        144.7576, 257.5967, 19.40191, 28.95114},
                                       {41.4343, 115.157, 51.31977, 116.3475, 82.40857, 623.6891, 3716.829,
                                        161.5681, 391.2468, 55.3112, 54.90796}};
  const auto sets = test::reference_sets();
  for (std::size_t k = 0; k < sets.size(); ++k) {
    CAPTURE(sets[k].name);
    CirculationPrecision precision = reference_precision();
    precision.samples = 10;
    const auto beat = settled(CirculationModel(sets[k].parameters), precision);
    for (std::size_t i = 0; i < expected[k].size(); ++i) {
      CAPTURE(i);
      CHECK(beat.states.front()[i] == doctest::Approx(expected[k][i]).epsilon(1e-6));
      CHECK(beat.states.back()[i] == doctest::Approx(expected[k][i]).epsilon(1e-6));
    }
  }
}

TEST_CASE("blood is neither lost nor made, and no valve leaks back") {
  for (const auto& set : test::reference_sets()) {
    CAPTURE(set.name);
    const CirculationModel model(set.parameters);
    const auto beat = settled(model, CirculationPrecision{});
    double worst = 0, backflow = 0;
    for (std::size_t i = 0; i < beat.states.size(); ++i) {
      const auto& y = beat.states[i];
      worst = std::max(worst,
                       std::abs(std::accumulate(y.begin(), y.begin() + kVolumes, 0.0) - set.parameters.tbv));
      const auto s = model.signals(y, model.period() * static_cast<double>(i) / 2000);
      backflow = std::min({backflow, s.q_mv, s.q_av, s.q_tv, s.q_pv});
    }
    CHECK(worst < 1e-9);
    CHECK(backflow == 0);
  }
}

TEST_CASE("in a periodic beat the same mean flow passes every section of the loop") {
  const CirculationModel model({});
  CirculationPrecision precision{1e-10, 1e-9, 16000, 500};
  const auto beat = settled(model, precision);
  std::array<double, 9> mean{};
  for (std::size_t i = 0; i < precision.samples; ++i) {  // periodic: the trapezoid rule is the plain mean
    const auto& y = beat.states[i];
    const auto s = model.signals(y, model.period() * static_cast<double>(i) / 16000);
    const double flows[] = {s.q_mv, s.q_av, s.q_tv, s.q_pv, s.q_ao, s.q_sp, s.q_sv, y[kQpa], s.q_ve};
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += flows[k] / 16000;
  }
  for (const double flow : mean) CHECK(std::abs(flow - mean[0]) < 1e-4);
}

TEST_CASE("mean pressures and the mean flow give back the resistances between them") {
  for (const auto& set : test::reference_sets()) {
    CAPTURE(set.name);
    const CirculationModel model(set.parameters);
    const auto o = circulation_outputs(model, settled(model, reference_precision()));
    CHECK(o.svr == doctest::Approx(set.parameters.r_sp + set.parameters.r_sv).epsilon(1e-5));
    CHECK(o.pvr == doctest::Approx(set.parameters.r_pa + set.parameters.r_ve).epsilon(1e-5));
    CHECK(std::abs(o.ao_mean - o.map) < 1e-5);  // the inertance carries no mean pressure
    CHECK(o.co == doctest::Approx(o.sv * set.parameters.hr / 1000).epsilon(1e-5));
  }
}

TEST_CASE("the number of beats to the periodic state agrees with the reference") {
  for (const auto& set : test::reference_sets()) {
    CAPTURE(set.name);
    const auto beat = settled(CirculationModel(set.parameters), CirculationPrecision{1e-8, 1e-6, 10, 300});
    CHECK(std::abs(static_cast<double>(beat.beats) - set.outputs.at("beats_1e-6")) <= 1);
    CHECK(beat.residual < 1e-6);
  }
}

TEST_CASE("a circulation that does not settle within the beats allowed gives no beat") {
  CHECK_FALSE(settle(CirculationModel({}), CirculationPrecision{1e-8, 1e-6, 100, 5}));
}

TEST_CASE("a tolerance that the integrator cannot keep is refused") {
  CHECK(CirculationPrecision::of_tolerance(1e-7).periodicity == doctest::Approx(1e-5));
  CHECK_THROWS_WITH_AS(CirculationPrecision::of_tolerance(0), doctest::Contains("from 1e-12 to 1e-5"),
                       UsageError);
  CHECK_THROWS_AS(CirculationPrecision::of_tolerance(0.1), UsageError);
}

}  // namespace
}  // namespace he::sim
