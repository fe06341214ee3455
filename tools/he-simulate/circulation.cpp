#include "circulation.h"

#include <fmt/format.h>

#include "he/cli/progress.h"
#include "he/sim/cohort_records.h"
#include "he/sim/single_patient.h"

namespace he::tools {
namespace {

using cli::Tool;
using nlohmann::ordered_json;

/// CSV or HDF5 by the name; standard output and names that say nothing get CSV.
std::unique_ptr<io::RecordOutput> open_output(const std::string& path, const io::DatasetInfo& info) {
  return io::open_record_output(path, info, {.standard_format = io::Format::csv});
}

}  // namespace

Circulation::Circulation(Tool& tool)
    : tool_(tool),
      command_(tool.add_command("circulation",
                                "Simulates the whole-body circulation of virtual patients and "
                                "writes a data set: HR, SBP, DBP, EDV, ESV, "
                                "LVET, PEP, CVP and BSA as measured from outside, and what is to be "
                                "estimated from them: Ees, V0, Ea, VAC, "
                                "SVR, Cart, SW and LVPmax. Units: mmHg, mL, s, 1/min, m2.")) {
  const cli::Option patients =
      command_.add("--patients", patients_, "how many plausible patients [1000]").type_name("N").at_least(1);
  command_.add("--seed", seed_, "another seed gives other patients [1]").type_name("S");
  command_.add("--noise", noise_, "errors of measurement: none, half or all of the usual ones [0]")
      .type_name("0|0.5|1");
  const cli::Option groups =
      command_
          .add("--groups", groups_,
               "only these groups, out of: normal, hypertensive, dilated, stiff, hypovolaemic, exercise")
          .type_name("A,B,...")
          .list();
  command_.add("--tolerance", tolerance_, "tolerance of the integrator, 1e-12 to 1e-5 [1e-8]").type_name("X");
  const cli::Option patient = command_
                                  .add("--patient", patient_,
                                       "one patient: an adult at rest, with these parameters of the model "
                                       "changed; BSA is only recorded")
                                  .type_name("NAME=VALUE,...")
                                  .list()
                                  .excludes(patients)
                                  .excludes(groups);
  tool.add_output(command_, "--loop", loop_,
                  "also write pressures, volumes and flows over the patient's beat (.csv or .h5)",
                  Tool::Content::text)
      .needs(patient);
  tool.add_output(command_, "OUTPUT", output_,
                  "data set to write: .csv or .h5 by its name, - for CSV on standard output",
                  Tool::Content::text)
      .required();
}

void Circulation::run() { patient_.empty() ? run_cohort() : run_patient(); }

sim::CirculationPrecision Circulation::precision() const {
  return sim::CirculationPrecision::of_tolerance(tolerance_);
}

void Circulation::write(io::RecordOutput& output, std::span<const sim::CohortMember> members) {
  {
    auto span = tool_.stages().measure("write");
    output.write(sim::cohort_records(members));
  }
  output.set_provenance(tool_.provenance("", members.size()));
}

void Circulation::run_cohort() {
  sim::CohortOptions options;
  options.patients = patients_;
  options.seed = seed_;
  options.noise = noise_;
  options.groups = sim::patient_groups(groups_);
  options.precision = precision();
  const auto output = open_output(output_, sim::cohort_info(patients_));
  sim::Cohort cohort;
  {
    auto span = tool_.stages().measure("simulate");
    cli::Progress progress(tool_.report(), "simulating", patients_, "patients");
    options.progress = [&](std::size_t) { progress.advance(1); };
    cohort = sim::simulate_cohort(options);
  }
  write(*output, cohort.members);
  output->commit();
  report(cohort);
}

void Circulation::report(const sim::Cohort& cohort) {
  const std::vector<std::string> shown{"HR",      "SBP",     "DBP", "EDV", "EF", "CO",
                                       "LAPmean", "RAPmean", "Ees", "V0",  "Ea", "SW"};
  std::string text = fmt::format("{:<13}{:>8}{:>9}", "medians", "drawn", "accepted");
  for (const auto& name : shown) text += fmt::format("{:>9}", name);
  text += "\n";
  ordered_json groups = ordered_json::object();
  for (const auto& group : sim::summarise(cohort)) {
    const char* name = sim::name_of(group.group);
    text += fmt::format("{:<13}{:>8}{:>9}", name, group.drawn, group.accepted);
    groups[name] = {{"drawn", group.drawn}, {"accepted", group.accepted}};
    ordered_json& medians = groups[name]["medians"] = ordered_json::object();
    for (const auto& [output, median] : group.medians) medians[output] = median;
    for (const auto& column : shown) {
      text += medians.contains(column) ? fmt::format("{:>9.4g}", medians[column].get<double>())
                                       : fmt::format("{:>9}", "-");
    }
    text += "\n";
  }
  tool_.report().result(text, {{"patients", cohort.members.size()}, {"groups", groups}});
}

void Circulation::run_patient() {
  sim::CohortMember member;
  member.patient = sim::patient_with(patient_);
  const auto output = open_output(output_, sim::cohort_info(1));
  const auto [model, beat, outputs] = sim::simulate_patient(member.patient, precision());
  if (!sim::plausible(outputs, member.patient.bsa)) {
    tool_.report().warning("this patient lies outside the ranges of the patients of a cohort");
  }
  member.outputs = outputs;
  member.measurements = sim::measure(member.patient, outputs);
  sim::PatientRandom random(seed_, 0);
  sim::add_noise(member.measurements, noise_, random);
  write(*output, {&member, 1});
  if (loop_.empty()) {
    output->commit();
  } else {
    const auto loop = open_output(loop_, sim::beat_info(precision()));
    loop->write(sim::beat_records(model, beat));
    io::commit_together({loop.get(), output.get()});
  }
  report(member);
}

void Circulation::report(const sim::CohortMember& member) {
  std::string text;
  ordered_json object;
  for (const auto& info : sim::circulation_output_list()) {
    const double value = member.outputs.*info.value;
    text += fmt::format("{:<8} {:>10.6g} {}\n", info.name, value, info.unit);
    object[info.name] = value;
  }
  tool_.report().result(text, object);
}

}  // namespace he::tools
