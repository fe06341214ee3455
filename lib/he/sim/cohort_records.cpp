#include "he/sim/cohort_records.h"

#include <fmt/format.h>

namespace he::sim {
namespace {

constexpr std::array kBeatColumns{"t",    "p_la", "p_lv", "p_ra", "p_rv", "p_ao", "p_sa", "p_sv",
                                  "p_pa", "p_pv", "V_la", "V_lv", "V_ra", "V_rv", "V_ao", "V_sa",
                                  "V_sv", "V_pa", "V_pv", "Q_L",  "Q_pa", "Q_mv", "Q_av", "Q_tv",
                                  "Q_pv", "Q_ao", "Q_sp", "Q_sv", "Q_ve"};

}  // namespace

io::DatasetInfo cohort_info(std::size_t patients) {
  io::DatasetInfo info;
  info.records = patients;
  info.x = {{kMeasurementNames.size()}, {}};
  info.y = io::Field{{kTargetNames.size()}, {}};
  info.feature_names.assign(kMeasurementNames.begin(), kMeasurementNames.end());
  info.target_names.assign(kTargetNames.begin(), kTargetNames.end());
  info.ids = io::IdKind::plain;
  return info;
}

io::Records cohort_records(std::span<const CohortMember> members) {
  io::Records records;
  records.count = members.size();
  for (const auto& member : members) {
    const Targets y = targets(member.outputs);
    records.x.insert(records.x.end(), member.measurements.begin(), member.measurements.end());
    records.y.insert(records.y.end(), y.begin(), y.end());
    records.ids.push_back(fmt::format("P{:06}", records.ids.size() + 1));
  }
  return records;
}

io::DatasetInfo beat_info(const CirculationPrecision& precision) {
  io::DatasetInfo info;
  info.records = precision.samples + 1;
  info.x = {{kBeatColumns.size()}, {}};
  info.feature_names.assign(kBeatColumns.begin(), kBeatColumns.end());
  return info;
}

io::Records beat_records(const CirculationModel& model, const CirculationBeat& beat) {
  io::Records records;
  records.count = beat.states.size();
  for (std::size_t i = 0; i < beat.states.size(); ++i) {
    const auto& y = beat.states[i];
    const double t = model.period() * static_cast<double>(i) / static_cast<double>(beat.states.size() - 1);
    const CirculationSignals s = model.signals(y, t);
    records.x.insert(records.x.end(),
                     {t, s.p_la, s.p_lv, s.p_ra, s.p_rv, s.p_ao, s.p_sa, s.p_sv, s.p_pa, s.p_pv});
    records.x.insert(records.x.end(), y.begin(), y.end());
    records.x.insert(records.x.end(), {s.q_mv, s.q_av, s.q_tv, s.q_pv, s.q_ao, s.q_sp, s.q_sv, s.q_ve});
  }
  return records;
}

}  // namespace he::sim
