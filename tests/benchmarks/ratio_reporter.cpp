#include "ratio_reporter.h"

#include <fmt/format.h>

#include <algorithm>

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
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) continue;
    const std::string row = name.substr(0, slash), column = name.substr(slash + 1);
    if (!cells_.contains(row)) rows_.push_back(row);
    auto& cells = cells_[row];
    auto cell = std::find_if(cells.begin(), cells.end(), [&](const Cell& c) { return c.column == column; });
    if (cell == cells.end()) cell = cells.insert(cells.end(), Cell{column, {}});
    const auto items = run.counters.find("items_per_second");
    if (items != run.counters.end()) cell->nanoseconds.push_back(1e9 / items->second);
    if (run.cpu_accumulated_time > 1.1 * run.real_accumulated_time) parallel_.push_back(name);
  }
}

void RatioReporter::print_table() const {
  for (const std::string& row : rows_) {
    fmt::print("\n| {} | ns per item, median | ratio |\n|---|---:|---:|\n", row);
    const auto& cells = cells_.at(row);
    const double base = median(cells.front().nanoseconds);
    for (const Cell& cell : cells) {
      const double value = median(cell.nanoseconds);
      fmt::print("| {} | {:.4g} | {:.2f} |\n", cell.column, value, value / base);
    }
  }
  for (const std::string& name : parallel_)
    fmt::print("\n{} used more than one CPU: do not compare it\n", name);
}

}  // namespace he::benchmarks
