#include "he/secret/more/decoys.h"

#include <algorithm>
#include <numeric>

namespace he::secret {
namespace {

// Encrypted bytes, and records, of a window.
constexpr std::size_t kWindowBytes = 192u << 20, kWindowRecords = 65536;

/// Which other record is the decoy of each: others[channel][record]. All records stand around a circle in
/// random order, and a channel takes the one that is so many places further on; that many is drawn for each
/// channel, all different and none 0. So no channel holds a record's own numbers, all channels of a record
/// hold different ones, and no channel stands out: each is any other one turned by some number of places.
std::vector<std::vector<std::size_t>> draw_others(RandomStream& stream, std::size_t channels,
                                                  std::size_t records) {
  std::vector<std::size_t> circle(records), steps(records);
  std::iota(circle.begin(), circle.end(), std::size_t{0});
  std::iota(steps.begin(), steps.end(), std::size_t{0});
  for (std::size_t i = records; i-- > 1;) std::swap(circle[i], circle[stream.below(i + 1)]);
  for (std::size_t c = 1; c <= channels; ++c) std::swap(steps[c], steps[c + stream.below(records - c)]);
  std::vector<std::vector<std::size_t>> others(channels, std::vector<std::size_t>(records));
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < records; ++i) others[c][circle[i]] = circle[(i + steps[c + 1]) % records];
  return others;
}

/// The records of a batch in another order.
std::vector<double> permuted(const std::vector<double>& values, const std::vector<std::size_t>& other) {
  const std::size_t width = values.size() / other.size();
  std::vector<double> result(values.size());
  for (std::size_t r = 0; r < other.size(); ++r)
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(other[r] * width), width,
                result.begin() + static_cast<std::ptrdiff_t>(r * width));
  return result;
}

}  // namespace

std::size_t decoy_windows(std::size_t records, std::size_t record_bytes, std::size_t least) {
  const std::size_t fitting = kWindowBytes / std::max<std::size_t>(1, record_bytes);
  return std::max<std::size_t>(1, records / std::clamp<std::size_t>(fitting, least, kWindowRecords));
}

Decoys draw_decoys(const io::Records& batch, std::size_t channels, RandomStream& stream) {
  Decoys decoys;
  for (const auto& other : draw_others(stream, channels, batch.count)) {
    decoys.x.push_back(permuted(batch.x, other));
    decoys.y.push_back(permuted(batch.y, other));
  }
  return decoys;
}

}  // namespace he::secret
