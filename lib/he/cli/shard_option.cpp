#include "he/cli/shard_option.h"

#include <charconv>

#include "he/io/records/transforms.h"

namespace he::cli {

Option ShardOption::add_to(Tool& tool) {
  return tool.options().add("--shard", text_, "only part i of n of the records").type_name("i/n");
}

ShardOption::Part ShardOption::parse() const {
  Part part;
  if (!given()) return part;
  const char* end = text_.data() + text_.size();
  const auto first = std::from_chars(text_.data(), end, part.number);
  const bool slash = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
  const auto second = std::from_chars(slash ? first.ptr + 1 : end, end, part.of);
  if (!slash || second.ec != std::errc() || second.ptr != end || part.number < 1 || part.number > part.of)
    throw UsageError("--shard: '" + text_ + "' is not of the form i/n with 1 ≤ i ≤ n");
  return part;
}

std::unique_ptr<io::RecordSource> ShardOption::narrow(std::unique_ptr<io::RecordSource> source) const {
  if (!given()) return source;
  const Part part = parse();
  return io::shard(std::move(source), part.number, part.of);
}

}  // namespace he::cli
