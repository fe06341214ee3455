#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "he/cli/tool.h"
#include "he/io/records/image_options.h"

namespace he::cli {

/// The options that say how images become records: size, normalisation, frames, augmentation, what to do
/// about bad files. A part of DataOptions.
class ImageArguments {
 public:
  void add_to(Tool& tool);
  /// What was asked for. Files that are left out are told `report`, which must outlive the options. Throws
  /// UsageError.
  io::ImageOptions options(Report& report);
  /// Tells `report` how many files were left out since options(), if any.
  void report_left_out(const std::string& name, Report& report) const;
  /// From now on frames have no distorted copies: data to validate with are taken as they are.
  void leave_out_copies() { copies_ = 0; }

 private:
  io::FrameChoice frames() const;

  std::string size_, normalise_ = "none", frame_ = "middle";
  bool skip_bad_ = false;
  std::uint32_t copies_ = 0;
  std::uint64_t seed_ = 1;
  std::shared_ptr<std::size_t> left_out_;
};

}  // namespace he::cli
