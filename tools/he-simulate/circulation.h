#pragma once

#include "he/cli/tool.h"
#include "he/io/files/record_output.h"
#include "he/sim/cohort.h"

namespace he::tools {

/// The subcommand that simulates the whole-body circulation: a cohort, or one patient with given parameters.
class Circulation {
 public:
  explicit Circulation(cli::Tool& tool);
  bool chosen() const { return command_.chosen(); }
  void run();

 private:
  sim::CirculationPrecision precision() const;
  void run_cohort();
  void run_patient();
  void write(io::RecordOutput& output, std::span<const sim::CohortMember> members);
  void report(const sim::Cohort& cohort);
  void report(const sim::CohortMember& member);

  cli::Tool& tool_;
  cli::Options command_;
  std::size_t patients_ = 1000;
  std::uint64_t seed_ = 1;
  double noise_ = 0, tolerance_ = 1e-8;
  std::vector<std::string> groups_, patient_;
  std::string loop_, output_;
};

}  // namespace he::tools
