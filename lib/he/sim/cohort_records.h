#pragma once

#include <span>

#include "he/io/records/records.h"
#include "he/sim/cohort.h"

namespace he::sim {

/// A cohort as a data set: x the measurements, y the targets, identifiers P000001, P000002, …
io::DatasetInfo cohort_info(std::size_t patients);
io::Records cohort_records(std::span<const CohortMember> members);

/// One beat as a table of its samples: the time t in s, the pressures p_* in mmHg, the volumes V_* in mL, the
/// flows Q_* in mL/s.
io::DatasetInfo beat_info(const CirculationPrecision& precision);
io::Records beat_records(const CirculationModel& model, const CirculationBeat& beat);

}  // namespace he::sim
