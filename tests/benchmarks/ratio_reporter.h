#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace he::benchmarks {

/// Beside Google Benchmark's own lines, tables of the benchmarks of every Row: medians, over all repetitions,
/// of their times, of those of the first measured in turn with them, and of the ratios of both.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  RatioReporter() : ConsoleReporter(OO_None) {}
  void ReportRuns(const std::vector<Run>& runs) override;
  /// Markdown. Also says where a benchmark used more than one CPU: its figures then compare with nothing.
  void print_table() const;

 private:
  struct Measured {
    std::vector<double> nanoseconds, in_turn, ratios;  ///< of every repetition; times per item
  };
  std::map<std::string, Measured> measured_;
  std::set<std::string> parallel_;
};

}  // namespace he::benchmarks
