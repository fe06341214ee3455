#pragma once

#include <memory>
#include <string>

#include "he/cli/tool.h"
#include "he/io/records/records.h"

namespace he::cli {

/// --shard i/n: the tool takes part i of n of its records, so that n jobs share the work. Shared by all tools
/// that read records.
class ShardOption {
 public:
  Option add_to(Tool& tool);

  bool given() const { return !text_.empty(); }
  /// Throws UsageError where the text is not of the form i/n with 1 ≤ i ≤ n.
  void check() const { parse(); }
  /// The records of the shard; the same source without the option. Throws as check().
  std::unique_ptr<io::RecordSource> narrow(std::unique_ptr<io::RecordSource> source) const;

 private:
  struct Part {
    std::size_t number = 1, of = 1;
  };
  Part parse() const;

  std::string text_;
};

}  // namespace he::cli
