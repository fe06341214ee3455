#include "he/secret/dataset_encryption.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <numeric>

#include "he/error.h"
#include "he/parallel.h"
#include "he/secret/sealing.h"

namespace he::secret {
namespace {

// Every block of records has random streams of its own, so that seeded encryption does not depend on the
// threads.
constexpr std::size_t kBlockRecords = 256;
enum Stream : std::uint64_t { x_masks, y_masks, ids, permutation, kStreams };

// Encrypted bytes of a batch: small where blocks follow one another, large where a batch is the window of the
// decoys.
constexpr std::size_t kBatchBytes = 16u << 20, kDecoyBatchBytes = 192u << 20, kDecoyWindow = 65536;

/// Records a batch: full blocks, where one fits.
std::size_t records_a_batch(std::size_t record_bytes) {
  const std::size_t limit = std::max<std::size_t>(1, kBatchBytes / std::max<std::size_t>(1, record_bytes));
  return limit < kBlockRecords ? limit : limit / kBlockRecords * kBlockRecords;
}

/// Windows of nearly equal size that decoys are exchanged within: each of at least `least` records.
std::size_t decoy_windows(std::size_t records, std::size_t record_bytes, std::size_t least) {
  const std::size_t fitting = kDecoyBatchBytes / std::max<std::size_t>(1, record_bytes);
  return std::max<std::size_t>(1, records / std::clamp<std::size_t>(fitting, least, kDecoyWindow));
}

/// Which other record is the decoy of each: others[channel][record]. All records stand around a circle in
/// random order, and a channel takes the one that is so many places further on; that many is drawn for each
/// channel, all different and none 0. So no channel holds a record's own numbers, all channels of a record
/// hold different ones, and no channel stands out: each is any other one turned by some number of places.
std::vector<std::vector<std::size_t>> draw_decoys(RandomStream& stream, std::size_t channels,
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

std::size_t longest_id(io::RecordSource& source) {
  std::size_t longest = 0;
  source.seek(0);
  const std::size_t limit =
      std::max<std::size_t>(1, kBatchBytes / (8 * (1 + element_count(source.info().x.shape))));
  for (io::Records r = source.next(limit); r.count > 0; r = source.next(limit))
    for (const std::string& id : r.ids) longest = std::max(longest, id.size());
  source.seek(0);
  if (longest > 65535) throw DataError(source.name() + ": an identifier has more than 65535 bytes");
  return longest;
}

}  // namespace

/// The decoys of a batch: for every mask channel and row another whole record of it. Empty for other masks.
struct DatasetEncryption::Batch {
  std::vector<std::vector<double>> x, y;
};

DatasetEncryption::DatasetEncryption(const SecretKey& key, io::RecordSource& source, io::RecordSource& whole,
                                     MaskKind mask, const RandomSource& random)
    : key_(key), source_(source), random_(random), info_(source.info()) {
  if (!info_.scheme.plain())
    throw DataError(source.name() + ": is encrypted already, under the key " + info_.scheme.key_id);
  if (info_.records == 0) throw DataError(source.name() + ": holds no records");
  const std::size_t least = key.mask_channels() + 1;
  if (mask == MaskKind::decoy && info_.records < least)
    throw UsageError(fmt::format("decoy masks of this key need at least {} records; {} holds {}", least,
                                 source.name(), info_.records));
  const stats::DatasetStatistics statistics = stats::statistics_of(whole);
  masks_.emplace_back(mask, statistics.x);
  if (info_.y) masks_.emplace_back(mask, statistics.y);
  if (info_.ids == io::IdKind::plain) {
    info_.ids = io::IdKind::sealed;
    info_.sealed_id_bytes = sealed_id_bytes(longest_id(whole));
  }
  info_.scheme = key.scheme();
  info_.scheme.seeded = key.scheme().seeded || random.seeded();
  info_.x.layout = key.layout();
  if (info_.y) info_.y->layout = key.layout();
  const std::size_t record_bytes =
      8 * (key.layout().doubles(1, info_.x.shape) + (info_.y ? key.layout().doubles(1, info_.y->shape) : 0));
  batch_records_ = records_a_batch(record_bytes);
  if (mask == MaskKind::decoy) windows_ = decoy_windows(info_.records, record_bytes, least);
  source_.seek(0);
}

DatasetEncryption::Batch DatasetEncryption::decoys_for(const io::Records& plain) {
  Batch batch;
  if (masks_.front().kind() != MaskKind::decoy) return batch;
  RandomStream stream(random_, next_block_ * kStreams + permutation);
  const auto permuted = [&](const std::vector<double>& values, const std::vector<std::size_t>& other) {
    const std::size_t width = values.size() / plain.count;
    std::vector<double> result(values.size());
    for (std::size_t r = 0; r < plain.count; ++r)
      std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(other[r] * width), width,
                  result.begin() + static_cast<std::ptrdiff_t>(r * width));
    return result;
  };
  for (const auto& other : draw_decoys(stream, key_.mask_channels(), plain.count)) {
    batch.x.push_back(permuted(plain.x, other));
    batch.y.push_back(permuted(plain.y, other));
  }
  return batch;
}

void DatasetEncryption::encrypt_block(const io::Records& plain, const Batch& batch, std::size_t block,
                                      io::Records& out) {
  const std::size_t first = block * kBlockRecords, count = std::min(kBlockRecords, plain.count - first);
  const std::uint64_t stream_base = (next_block_ + block) * kStreams;
  const auto numbers = [&](const std::vector<double>& values, const std::vector<std::vector<double>>& decoys,
                           std::vector<double>& payload, const MaskDistribution& masks,
                           Stream stream_number) {
    const auto part = [&](auto& from) {
      const std::size_t width = from.size() / plain.count;
      return std::span(from).subspan(first * width, count * width);
    };
    RandomStream stream(random_, stream_base + stream_number);
    std::vector<std::span<const double>> others;
    for (const std::vector<double>& channel : decoys) others.push_back(part(channel));
    MaskBlock block_masks(masks, stream, std::move(others));
    key_.encrypt(part(values), block_masks, part(payload));
    std::atomic_ref(redrawn_).fetch_add(block_masks.redrawn());
  };
  numbers(plain.x, batch.x, out.x, masks_[0], x_masks);
  if (info_.y) numbers(plain.y, batch.y, out.y, masks_[1], y_masks);
  if (plain.ids.empty()) return;
  RandomStream stream(random_, stream_base + ids);
  const auto begin = plain.ids.begin() + static_cast<std::ptrdiff_t>(first);
  const auto sealed = seal_ids(key_.sealing_key(), {begin, begin + static_cast<std::ptrdiff_t>(count)},
                               info_.sealed_id_bytes, info_.scheme.key_id, stream);
  std::copy(sealed.begin(), sealed.end(),
            out.sealed_ids.begin() + static_cast<std::ptrdiff_t>(first * info_.sealed_id_bytes));
}

io::Records DatasetEncryption::next() {
  const auto window = [&](std::size_t k) { return info_.records * k / windows_; };
  const io::Records plain =
      source_.next(windows_ == 0 ? batch_records_ : window(next_window_ + 1) - window(next_window_));
  if (windows_ > 0 && plain.count > 0) next_window_ = std::min(next_window_ + 1, windows_ - 1);
  io::Records out;
  out.first = plain.first;
  out.count = plain.count;
  if (plain.count == 0) return out;
  const Batch batch = decoys_for(plain);
  out.x.resize(key_.layout().doubles(plain.count, info_.x.shape));
  if (info_.y) out.y.resize(key_.layout().doubles(plain.count, info_.y->shape));
  out.sealed_ids.resize(plain.ids.size() * info_.sealed_id_bytes);
  const std::size_t blocks = (plain.count + kBlockRecords - 1) / kBlockRecords;
  parallel_for(blocks, 1, [&](std::size_t b) { encrypt_block(plain, batch, b, out); });
  next_block_ += blocks;
  return out;
}

io::DatasetInfo decrypted(io::DatasetInfo info) {
  info.scheme = SchemeInfo{};
  info.x.layout = PayloadLayout{};
  if (info.y) info.y->layout = PayloadLayout{};
  if (info.ids == io::IdKind::sealed) info.ids = io::IdKind::plain;
  info.sealed_id_bytes = 0;
  return info;
}

io::Records decrypt(const SecretKey& key, const io::DatasetInfo& info, const io::Records& records,
                    const std::string& file) {
  if (info.x.layout != key.layout() || (info.y && info.y->layout != key.layout()))
    throw DataError(file + ": its numbers are not laid out as the scheme '" + info.scheme.name +
                    "' writes them");
  io::Records plain;
  plain.first = records.first;
  plain.count = records.count;
  plain.x.resize(records.count * element_count(info.x.shape));
  key.decrypt(records.x, plain.x);
  if (info.y) {
    plain.y.resize(records.count * element_count(info.y->shape));
    key.decrypt(records.y, plain.y);
  }
  if (info.ids == io::IdKind::sealed)
    plain.ids =
        open_ids(key.sealing_key(), records.sealed_ids, info.sealed_id_bytes, info.scheme.key_id, file);
  return plain;
}

}  // namespace he::secret
