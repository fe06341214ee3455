#include "ratio_reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "benchmarks.h"

namespace he::benchmarks {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

}  // namespace

void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
    const std::string& name = run.run_name.function_name;
    const double nanoseconds = 1e9 / run.counters.at("items_per_second"), ratio = run.counters.at("ratio");
    Measured& measured = measured_[name];
    measured.nanoseconds.push_back(nanoseconds);
    measured.in_turn.push_back(nanoseconds / ratio);
    measured.ratios.push_back(ratio);
    if (run.counters.at("cpus") > 1.1) parallel_.insert(name);
  }
}

void RatioReporter::print_table() const {
  std::string row, first, printed;
  for (const std::string& name : names()) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) != row) {
      row = name.substr(0, slash);
      first = name.substr(slash + 1);
    }
    if (!measured_.contains(name)) continue;
    if (printed != row) {
      printed = row;
      fmt::print("\n| {} | ns per item | {} in turn with it | ratio |\n|---|---:|---:|---:|\n", row, first);
    }
    const Measured& measured = measured_.at(name);
    fmt::print("| {} | {:.4g} | {:.4g} | {:.2f} |\n", name.substr(slash + 1), median(measured.nanoseconds),
               median(measured.in_turn), median(measured.ratios));
  }
  for (const std::string& name : parallel_)
    fmt::print("\n{} used more than one CPU: do not compare it\n", name);
}

}  // namespace he::benchmarks
