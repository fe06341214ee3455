// Simulates patients.

#include <fmt/format.h>

#include "he/cli/checks.h"
#include "he/cli/progress.h"
#include "he/cli/tool.h"
#include "he/io/record_output.h"
#include "he/sim/cohort_records.h"
#include "he/sim/single_patient.h"

namespace {

using he::cli::ExitCode;
using he::cli::Tool;
using nlohmann::ordered_json;

/// CSV or HDF5 by the name; standard output and names that say nothing get CSV.
std::unique_ptr<he::io::RecordOutput> open_output(const std::string& path, const he::io::DatasetInfo& info) {
  return he::io::open_record_output(path, info, {.standard_format = he::io::Format::csv});
}

/// The subcommand that simulates the whole-body circulation: a cohort, or one patient with given parameters.
class Circulation {
 public:
  explicit Circulation(Tool& tool);
  bool chosen() const { return command_->parsed(); }
  void run();

 private:
  he::sim::CirculationPrecision precision() const;
  void run_cohort();
  void run_patient();
  void write(he::io::RecordOutput& output, std::span<const he::sim::CohortMember> members);
  void report(const he::sim::Cohort& cohort);
  void report(const he::sim::CohortMember& member);

  Tool& tool_;
  CLI::App* command_;
  std::size_t patients_ = 1000;
  std::uint64_t seed_ = 1;
  double noise_ = 0, tolerance_ = 1e-8;
  std::vector<std::string> groups_, patient_;
  std::string loop_, output_;
};

Circulation::Circulation(Tool& tool)
    : tool_(tool),
      command_(tool.app().add_subcommand("circulation",
                                         "Simulates the whole-body circulation of virtual patients and "
                                         "writes a data set: HR, SBP, DBP, EDV, ESV, "
                                         "LVET, PEP, CVP and BSA as measured from outside, and what is to be "
                                         "estimated from them: Ees, V0, Ea, VAC, "
                                         "SVR, Cart, SW and LVPmax. Units: mmHg, mL, s, 1/min, m2.")) {
  const auto one_word = [](CLI::Option* option) { option->delimiter(',')->allow_extra_args(false); };
  auto* patients = command_->add_option("--patients", patients_, "how many plausible patients [1000]");
  patients->type_name("N")->check(he::cli::at_least(1));
  auto* seed = command_->add_option("--seed", seed_, "another seed gives other patients [1]");
  seed->type_name("S")->check(he::cli::at_least(0));
  auto* noise =
      command_->add_option("--noise", noise_, "errors of measurement: none, half or all of the usual [0]");
  noise->type_name("0|0.5|1");
  auto* groups = command_->add_option(
      "--groups", groups_, "only these of: normal, hypertensive, dilated, stiff, hypovolaemic, exercise");
  groups->type_name("A,B,...");
  one_word(groups);
  auto* tolerance =
      command_->add_option("--tolerance", tolerance_, "of the integrator, 1e-12 to 1e-5 [1e-8]");
  tolerance->type_name("X");
  auto* patient = command_->add_option("--patient", patient_,
                                       "one patient: an adult at rest but for these parameters of the model; "
                                       "BSA is recorded only");
  patient->type_name("NAME=VALUE,...")->excludes(patients)->excludes(groups);
  one_word(patient);
  tool.add_output("--loop", loop_,
                  "also write pressures, volumes and flows over the patient's beat (.csv or .h5)",
                  Tool::Content::text, command_)
      ->needs(patient);
  tool.add_output("OUTPUT", output_,
                  "data set to write: .csv or .h5 by its name, - for CSV on standard output",
                  Tool::Content::text, command_)
      ->required();
}

void Circulation::run() { patient_.empty() ? run_cohort() : run_patient(); }

he::sim::CirculationPrecision Circulation::precision() const {
  return he::sim::CirculationPrecision::of_tolerance(tolerance_);
}

void Circulation::write(he::io::RecordOutput& output, std::span<const he::sim::CohortMember> members) {
  {
    auto span = tool_.stages().measure("write");
    output.write(he::sim::cohort_records(members));
  }
  output.set_provenance(tool_.provenance("", members.size()));
  output.commit();
}

void Circulation::run_cohort() {
  he::sim::CohortOptions options;
  options.patients = patients_;
  options.seed = seed_;
  options.noise = noise_;
  options.groups = he::sim::patient_groups(groups_);
  options.precision = precision();
  options.threads = tool_.threads();
  const auto output = open_output(output_, he::sim::cohort_info(patients_));
  he::sim::Cohort cohort;
  {
    auto span = tool_.stages().measure("simulate");
    he::cli::Progress progress(tool_.report(), "simulating", patients_, "patients");
    options.progress = [&](std::size_t) { progress.advance(1); };
    cohort = he::sim::simulate_cohort(options);
  }
  write(*output, cohort.members);
  report(cohort);
}

void Circulation::report(const he::sim::Cohort& cohort) {
  const std::vector<std::string> shown{"HR",      "SBP",     "DBP", "EDV", "EF", "CO",
                                       "LAPmean", "RAPmean", "Ees", "V0",  "Ea", "SW"};
  std::string text = fmt::format("{:<13}{:>8}{:>9}", "medians", "drawn", "accepted");
  for (const auto& name : shown) text += fmt::format("{:>9}", name);
  text += "\n";
  ordered_json groups = ordered_json::object();
  for (const auto& group : he::sim::summarise(cohort)) {
    const char* name = he::sim::name_of(group.group);
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
  he::sim::CohortMember member;
  member.patient = he::sim::patient_with(patient_);
  const auto output = open_output(output_, he::sim::cohort_info(1));
  const auto [model, beat, outputs] = he::sim::simulate_patient(member.patient, precision());
  if (!he::sim::plausible(outputs, member.patient.bsa)) {
    tool_.report().warning("this patient is outside of the ranges that a cohort's patients keep to");
  }
  member.outputs = outputs;
  member.measurements = he::sim::measure(member.patient, outputs);
  he::sim::PatientRandom random(seed_, 0);
  he::sim::add_noise(member.measurements, noise_, random);
  if (!loop_.empty()) {
    const auto loop = open_output(loop_, he::sim::beat_info(precision()));
    loop->write(he::sim::beat_records(model, beat));
    loop->commit();
  }
  write(*output, {&member, 1});
  report(member);
}

void Circulation::report(const he::sim::CohortMember& member) {
  std::string text;
  ordered_json object;
  for (const auto& info : he::sim::circulation_output_list()) {
    const double value = member.outputs.*info.value;
    text += fmt::format("{:<8} {:>10.6g} {}\n", info.name, value, info.unit);
    object[info.name] = value;
  }
  tool_.report().result(text, object);
}

}  // namespace

int main(int argc, char** argv) {
  Tool tool("he-simulate",
            "Simulates patients to train and test networks with. The commands have their own --help.");
  tool.app().require_subcommand(1);
  Circulation circulation(tool);
  tool.add_threads();
  tool.add_example("he-simulate circulation --patients 10000 --seed 7 cohort.h5",
                   "a cohort of 10000 patients");
  tool.add_example("he-simulate circulation --patient HR=110,TBV=4330 --loop beat.csv patient.csv",
                   "one patient who has lost blood, and a beat of the heart");
  return tool.run(argc, argv, [&] {
    if (circulation.chosen()) circulation.run();
    return ExitCode::done;
  });
}
