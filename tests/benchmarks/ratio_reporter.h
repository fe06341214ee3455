#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace he::benchmarks {

/// Beside Google Benchmark's own lines, a table of medians and of their ratios to the first column, measured
/// side by side in one run. Benchmarks are named "row/column"; they count items (records or numbers).
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override;
  /// Markdown. Also says where a benchmark used more than one CPU: its figures then compare with nothing.
  void print_table() const;

 private:
  std::map<std::string, std::vector<double>> nanoseconds_;  ///< per item, of every repetition
  std::vector<std::string> parallel_;
};

}  // namespace he::benchmarks
