#pragma once

#include "he/cli/model_plan.h"
#include "he/cli/tool.h"

namespace he::cli {

/// The options that say what a plan is to reach: --range and --max-error.
class PlanOptions {
 public:
  void add_to(Tool& tool);
  /// Whether any of them was given.
  bool given() const { return !range_.empty() || max_error_ > 0; }
  /// Throws UsageError where the range is none.
  PlanWishes wishes() const;

 private:
  std::string range_;
  double max_error_ = 0;
};

}  // namespace he::cli
