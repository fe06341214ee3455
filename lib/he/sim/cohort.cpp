#include "he/sim/cohort.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

#include "he/error.h"
#include "he/parallel.h"

namespace he::sim {
namespace {

constexpr int kMaxDraws = 1000;
constexpr std::size_t kMaxPatients = 1000000;  // a cohort is held in memory: about 1 kB each

std::optional<CirculationOutputs> simulate(const VirtualPatient& patient,
                                           const CirculationPrecision& precision) {
  const CirculationModel model(patient.parameters);
  const auto beat = settle(model, precision);
  if (!beat) return std::nullopt;
  const CirculationOutputs outputs = circulation_outputs(model, *beat);
  return plausible(outputs, patient.bsa) ? std::optional(outputs) : std::nullopt;
}

using Counts = std::array<std::atomic<std::size_t>, kPatientGroups>;

CohortMember simulate_member(const CohortOptions& options, std::span<const PatientGroup> groups,
                             std::size_t index, Counts& drawn) {
  PatientRandom random(options.seed, index);
  for (int draw = 0; draw < kMaxDraws; ++draw) {
    const VirtualPatient patient = draw_patient(random, groups);
    ++drawn[static_cast<std::size_t>(patient.group)];
    const auto outputs = simulate(patient, options.precision);
    if (!outputs) continue;
    CohortMember member{patient, *outputs, measure(patient, *outputs)};
    add_noise(member.measurements, options.noise, random);
    return member;
  }
  throw Error(fmt::format("none of {} patients drawn was plausible; try a smaller tolerance", kMaxDraws));
}

void check(const CohortOptions& options) {
  if (options.patients == 0) throw UsageError("a cohort needs at least one patient");
  if (options.patients > kMaxPatients) {
    throw UsageError(
        fmt::format("{} patients: a cohort holds up to {}; simulate several with seeds of their own",
                    options.patients, kMaxPatients));
  }
  if (!(options.noise >= 0 && options.noise <= 10)) {
    throw UsageError(fmt::format("noise {}: give a value from 0 (none) to 10", options.noise));
  }
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

GroupSummary summarise(const Cohort& cohort, PatientGroup group) {
  std::vector<const CohortMember*> members;
  for (const auto& member : cohort.members) {
    if (member.patient.group == group) members.push_back(&member);
  }
  GroupSummary summary{group, cohort.drawn[static_cast<std::size_t>(group)], members.size(), {}};
  if (members.empty()) return summary;
  const auto add = [&](const char* name, auto value_of) {
    std::vector<double> values;
    for (const auto* member : members) values.push_back(value_of(*member));
    summary.medians.emplace_back(name, median(std::move(values)));
  };
  add("HR", [](const CohortMember& m) { return m.patient.parameters.hr; });
  for (const auto& info : circulation_output_list()) {
    add(info.name, [&](const CohortMember& m) { return m.outputs.*info.value; });
  }
  return summary;
}

}  // namespace

Cohort simulate_cohort(const CohortOptions& options) {
  check(options);
  const auto groups = options.groups.empty() ? patient_groups({}) : options.groups;
  Cohort cohort;
  cohort.members.resize(options.patients);
  Counts drawn{};
  std::size_t done = 0;
  std::mutex mutex;  // over what follows from a finished patient
  parallel_for(options.patients, 1, [&](std::size_t i) {
    cohort.members[i] = simulate_member(options, groups, i, drawn);
    const std::lock_guard lock(mutex);
    if (options.progress) options.progress(++done);
  });
  for (std::size_t g = 0; g < kPatientGroups; ++g) cohort.drawn[g] = drawn[g];
  return cohort;
}

std::vector<GroupSummary> summarise(const Cohort& cohort) {
  std::vector<GroupSummary> summaries;
  for (std::size_t g = 0; g < kPatientGroups; ++g) {
    if (cohort.drawn[g] > 0) summaries.push_back(summarise(cohort, static_cast<PatientGroup>(g)));
  }
  return summaries;
}

}  // namespace he::sim
