#pragma once

#include <cstdint>
#include <functional>

#include "he/sim/measurement.h"

namespace he::sim {

struct CohortOptions {
  std::size_t patients = 1000;
  std::uint64_t seed = 1;
  double noise = 0;                  ///< size of the errors of measurement; 0: none, 1: usual
  std::vector<PatientGroup> groups;  ///< which to draw from; empty: all
  CirculationPrecision precision;
  std::function<void(std::size_t)> progress;  ///< told how many patients are done, by one thread at a time
};

/// A patient whose circulation was simulated and found plausible.
struct CohortMember {
  VirtualPatient patient;
  CirculationOutputs outputs;
  Measurements measurements;  ///< with noise where it is asked for
};

struct Cohort {
  std::vector<CohortMember> members;
  std::array<std::size_t, kPatientGroups> drawn{};  ///< patients drawn per group, implausible ones included
};

/// Simulates as many plausible patients as asked for. Each is drawn, group included, until its circulation
/// settles and is plausible, from random numbers that depend on the seed and its index alone: the cohort does
/// not depend on the number of threads, a smaller cohort of the same seed is the beginning of a larger one,
/// and noise changes no patient. Throws UsageError where an option is out of range, Error where no plausible
/// patient is found.
Cohort simulate_cohort(const CohortOptions& options);

/// The middle of a group of the cohort.
struct GroupSummary {
  PatientGroup group;
  std::size_t drawn, accepted;
  std::vector<std::pair<std::string, double>> medians;  ///< by name, of the exact values
};

/// Groups without a drawn patient are left out.
std::vector<GroupSummary> summarise(const Cohort& cohort);

}  // namespace he::sim
