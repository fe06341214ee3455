#pragma once

#include <memory>
#include <optional>
#include <string>

#include "he/cli/image_arguments.h"
#include "he/cli/shard_option.h"
#include "he/cli/tool.h"
#include "he/io/bytes/atomic_file.h"
#include "he/io/records/source_options.h"
#include "he/io/source.h"

namespace he::cli {

/// The options that say how a tool reads records: columns, missing values, images, scaling, padding,
/// standardisation, shard. Shared by all tools that read data as they come.
class DataOptions {
 public:
  void add_to(Tool& tool);

  /// Opens and prepares the records: all of them. What is left out is told `report`. Where the file of
  /// --standardise does not exist yet, it is written with `may_standardise`, to stay with
  /// keep_standardisation(), and refused without. Throws
  /// UsageError where options for plain data are given with encrypted data.
  std::unique_ptr<io::RecordSource> open(const std::string& path, Report& report, bool may_standardise);
  /// The same from what io::open_input(path) opened.
  std::unique_ptr<io::RecordSource> open(const std::string& path, std::unique_ptr<io::ByteInput> input,
                                         Report& report, bool may_standardise);
  /// Narrows the records to --shard; the same source where there is none.
  std::unique_ptr<io::RecordSource> shard(std::unique_ptr<io::RecordSource> source) const {
    return shard_.narrow(std::move(source));
  }
  /// The run has come to its end: a file of --standardise that open() wrote stays.
  void keep_standardisation() noexcept {
    if (new_standardisation_) new_standardisation_->settle();
  }
  /// Throws UsageError naming the first option that was given: `name` is a model, for which there are none.
  void refuse_for_model(const std::string& name) const;

  io::SourceOptions& source() { return source_; }
  /// From now on frames have no distorted copies: data to validate with are taken as they are.
  void leave_out_copies() { images_.leave_out_copies(); }

 private:
  void refuse_for_encrypted(const std::string& name) const;
  bool given(const char* option) const { return tool_->given(option); }

  const Tool* tool_ = nullptr;
  io::SourceOptions source_;
  ImageArguments images_;
  std::string missing_ = "refuse", standardise_;
  std::optional<io::AtomicFile> new_standardisation_;
  std::string scale_text_;
  ShardOption shard_;
  std::size_t pad_ = 0;
  bool no_header_ = false, standardise_targets_ = false;
};

}  // namespace he::cli
