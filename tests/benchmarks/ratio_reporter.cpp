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
    const auto items = run.counters.find("items_per_second");
    if (items != run.counters.end()) nanoseconds_[name].push_back(1e9 / items->second);
    if (run.cpu_accumulated_time > 1.1 * run.real_accumulated_time) parallel_.push_back(name);
  }
}

void RatioReporter::print_table() const {
  std::string row;
  double base = 0;
  for (const std::string& name : names()) {
    if (!nanoseconds_.contains(name)) continue;
    const double value = median(nanoseconds_.at(name));
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) != row) {
      row = name.substr(0, slash);
      base = value;
      fmt::print("\n| {} | ns per item, median | ratio |\n|---|---:|---:|\n", row);
    }
    fmt::print("| {} | {:.4g} | {:.2f} |\n", name.substr(slash + 1), value, value / base);
  }
  for (const std::string& name : parallel_)
    fmt::print("\n{} used more than one CPU: do not compare it\n", name);
}

}  // namespace he::benchmarks
