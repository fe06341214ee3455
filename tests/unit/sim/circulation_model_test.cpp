#include "he/sim/circulation_model.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "he/error.h"

namespace he::sim {
namespace {

// Within one unit of the last digit of a number printed with `digits` significant ones.
bool agrees(double value, double printed, int digits) {
  if (std::abs(printed) < 1e-9) return std::abs(value) < 1e-9;
  return std::abs(value - printed) <= std::pow(10, std::floor(std::log10(std::abs(printed))) - digits + 1);
}

TEST_CASE("the activations follow the double Hill function and the raised cosine") {
  struct {
    double t, ventricle;
    int digits;
    double atrium;
  } const expected[] = {{0.05, 0.0782356360352, 12, 0.38682700939},
                        {0.1, 0.256722286903, 12, 0.00734950365395},
                        {0.2, 0.660439015049, 12, 0},
                        {0.3, 0.953370178293, 12, 0},
                        {0.4, 0.453000552407, 12, 0},
                        {0.5, 0.00621135116705, 12, 0},
                        {0.7, 4.32959523e-06, 9, 0.428995815182}};
  const CirculationModel model({});
  for (const auto& row : expected) {
    CAPTURE(row.t);
    CHECK(agrees(model.ventricular_activation(row.t), row.ventricle, row.digits));
    CHECK(agrees(model.atrial_activation(row.t), row.atrium, 11));
  }
  CHECK(model.ventricular_activation(0) == 0);
}

TEST_CASE(
    "the ventricular activation is at its maximum of 1 at end systole, and its slope is its derivative") {
  const CirculationModel model({});
  CHECK(model.ventricular_activation(model.end_systole()) == doctest::Approx(1).epsilon(1e-13));
  CHECK(model.ventricular_activation_slope(model.end_systole()) == doctest::Approx(0).epsilon(1e-9));
  for (const double t : {0.05, 0.2, 0.4, 0.6}) {
    const double h = 1e-6;
    const double quotient =
        (model.ventricular_activation(t + h) - model.ventricular_activation(t - h)) / (2 * h);
    CHECK(model.ventricular_activation_slope(t) == doctest::Approx(quotient).epsilon(1e-6));
  }
}

TEST_CASE("a valve lets nothing back, opens smoothly and has no offset when open") {
  struct {
    double dp, flow;
  } const expected[] = {{0.05, 0.6933333333}, {0.125, 8.333333333},
                        {0.2, 23.89333333},   {0.25, 33.33333333},
                        {1, 133.3333333},     {0, 0},
                        {-1e-9, 0},           {-50, 0}};
  for (const auto& row : expected) CHECK(agrees(valve_flow(row.dp, 0.0075, 0.25), row.flow, 10));
}

TEST_CASE("the first state holds the total blood volume, at the pressures of the definition") {
  const CirculationState y = CirculationModel({}).initial_state();
  const double expected[] = {57.33333333,   124.28571429, 61.14285714, 115, 87, 641,
                             3223.27809524, 168,          322.96,      80,  80};
  for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == doctest::Approx(expected[i]).epsilon(1e-10));
  CHECK(std::accumulate(y.begin(), y.begin() + kVolumes, 0.0) == doctest::Approx(4800).epsilon(1e-15));
}

TEST_CASE("the right-hand side agrees with the reference at two moments") {
  struct {
    double t;
    CirculationState slope;
  } const expected[] = {{0.15,
                         {0, -8433.002535, 84.85227709, -2009.342335, 8353.002535, 0.5195888694, -5.371865964,
                          1929.342335, 80, 0, 823.5294118}},
                        {0,
                         {-1447.213595, 643.2060424, -432.0097213, 413.4895987, -80, 0.5195888694,
                          98.00053372, -80, 884.0075531, 0, 823.5294118}}};
  const CirculationModel model({});
  for (const auto& row : expected) {
    CirculationState slope{};
    model(model.initial_state(), slope, row.t);
    for (std::size_t i = 0; i < slope.size(); ++i) {
      CAPTURE(i);
      CHECK(agrees(slope[i], row.slope[i], 10));
    }
  }
}

TEST_CASE("the circulation has forty parameters with defaults in their ranges") {
  CHECK(circulation_parameters().size() == 40);
  CHECK_NOTHROW(validate({}));
}

TEST_CASE("a parameter is set by its name, and an unknown one is answered with the names there are") {
  CirculationParameters parameters;
  set_parameter(parameters, "R_sp", 1.4);
  CHECK(parameters.r_sp == 1.4);
  CHECK_THROWS_WITH_AS(set_parameter(parameters, "Rsp", 1),
                       doctest::Contains("no parameter 'Rsp'; it has HR, Ees_lv"), UsageError);
}

TEST_CASE("parameters that no circulation can have are refused by name and range") {
  CirculationParameters parameters;
  parameters.hr = 0;
  CHECK_THROWS_WITH_AS(CirculationModel{parameters}, doctest::Contains("HR = 0: give a value from 20 to 250"),
                       UsageError);
  parameters = {};
  parameters.c_sa = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(CirculationModel{parameters}, doctest::Contains("C_sa = nan"), UsageError);
  parameters = {};
  parameters.hr = 240;
  parameters.k_tv = 2;
  CHECK_THROWS_WITH_AS(CirculationModel{parameters}, doctest::Contains("shorter than its systole"),
                       UsageError);
}

}  // namespace
}  // namespace he::sim
