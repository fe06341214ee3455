#pragma once

#include "he/cli/tool.h"
#include "he/sim/angiogram_set.h"

namespace he::tools {

/// The subcommand that simulates X-ray frames of coronary arteries.
class Angiogram {
 public:
  explicit Angiogram(cli::Tool& tool);
  bool chosen() const { return command_.chosen(); }
  void run();

 private:
  sim::AngiogramOptions image_options() const;
  void report(const sim::AngiogramSummary& summary);

  cli::Tool& tool_;
  cli::Options command_;
  std::size_t images_ = 1000;
  int size_ = 64;
  std::uint64_t seed_ = 1;
  std::string views_ = "matched", table_, output_;
  bool vessel_free_ = false;
};

}  // namespace he::tools
