#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "he/cli/report.h"

namespace he::cli {

/// One line of progress, e.g. "encrypting  1200 of 60000 records (2 %)  512 records/s  1 min 54 s left".
/// `total` 0: unknown. `before`: how much of `done` an earlier run did, which says nothing of the speed.
std::string progress_line(const std::string& what, const std::string& unit, std::size_t done,
                          std::size_t total, double seconds, std::size_t before = 0);

/// Progress of a long job on standard error: only where a person watches it and it takes longer than a
/// second; at most ten times a second. The line disappears at the end. Use from one thread.
class Progress {
 public:
  Progress(Report& report, std::string what, std::size_t total, std::string unit = "records",
           std::size_t before = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::size_t count);
  /// What is being done from now on: "training  epoch 3 of 10".
  void describe(std::string what) { what_ = std::move(what); }

 private:
  using Clock = std::chrono::steady_clock;
  Report& report_;
  std::string what_, unit_;
  std::size_t total_, before_, done_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_ + std::chrono::seconds(1);
};

}  // namespace he::cli
