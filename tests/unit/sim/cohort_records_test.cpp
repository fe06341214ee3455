#include "he/sim/cohort_records.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace he::sim {
namespace {

TEST_CASE("a cohort becomes a data set with named columns and identifiers") {
  std::vector<CohortMember> members(2);
  members[1].measurements = {61, 120, 80, 118, 50, 0.25, 0.1, 4, 1.9};
  members[1].outputs.ees = 2.5;
  members[1].outputs.lvp_max = 118;
  const auto info = cohort_info(2);
  const auto records = cohort_records(members);
  CHECK(info.records == 2);
  CHECK(info.x.shape == Shape{9});
  REQUIRE(info.y);
  CHECK(info.y->shape == Shape{8});
  CHECK(info.feature_names ==
        std::vector<std::string>{"HR", "SBP", "DBP", "EDV", "ESV", "LVET", "PEP", "CVP", "BSA"});
  CHECK(info.target_names ==
        std::vector<std::string>{"Ees", "V0", "Ea", "VAC", "SVR", "Cart", "SW", "LVPmax"});
  CHECK(records.ids == std::vector<std::string>{"P000001", "P000002"});
  REQUIRE(records.x.size() == 18);
  REQUIRE(records.y.size() == 16);
  CHECK(records.x[9] == 61);
  CHECK(records.x[17] == 1.9);
  CHECK(records.y[8] == 2.5);
  CHECK(records.y[15] == 118);
}

TEST_CASE("a beat becomes a table whose columns are those of their names") {
  const CirculationModel model({});
  CirculationPrecision precision;
  precision.samples = 40;
  CirculationBeat beat;
  for (int i = 0; i <= 40; ++i) beat.states.push_back(model.initial_state());
  const auto info = beat_info(precision);
  const auto records = beat_records(model, beat);
  REQUIRE(info.records == 41);
  REQUIRE(records.x.size() == 41 * info.feature_names.size());
  const auto at = [&](std::size_t row, const std::string& name) {
    const auto& names = info.feature_names;
    const auto column = std::find(names.begin(), names.end(), name) - names.begin();
    return records.x.at(row * names.size() + static_cast<std::size_t>(column));
  };
  CHECK(at(0, "t") == 0);
  CHECK(at(40, "t") == doctest::Approx(0.8));  // a beat at 75/min
  CHECK(at(0, "p_sa") == doctest::Approx(90));
  CHECK(at(0, "p_pv") == doctest::Approx(8));
  CHECK(at(0, "V_lv") == doctest::Approx(10 + 8 / 0.07));
  CHECK(at(0, "V_pv") == doctest::Approx(322.96));
  CHECK(at(0, "Q_L") == 80);
  CHECK(at(0, "Q_sp") == doctest::Approx(at(0, "p_sa") / 1.05 - at(0, "p_sv") / 1.05));
  CHECK(at(0, "Q_ve") == doctest::Approx((at(0, "p_pv") - at(0, "p_la")) / 0.006));
  CHECK(at(0, "Q_ao") == doctest::Approx(80));
}

}  // namespace
}  // namespace he::sim
