#include "he/secret/more/encryptor.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "he/error.h"
#include "he/parallel.h"
#include "he/secret/streams.h"

namespace he::secret {
namespace {

constexpr std::size_t kBatchBytes = 16u << 20;  ///< of a batch where no decoys need a larger one

/// Records a batch: full blocks, where one fits.
std::size_t records_a_batch(std::size_t record_bytes) {
  const std::size_t limit = std::max<std::size_t>(1, kBatchBytes / std::max<std::size_t>(1, record_bytes));
  return limit < kBlockRecords ? limit : limit / kBlockRecords * kBlockRecords;
}

}  // namespace

MoreEncryptor::MoreEncryptor(const MoreKey& key, const io::DatasetInfo& info, io::RecordSource& whole,
                             MaskKind mask, const RandomSource& random)
    : key_(key), random_(random), records_(info.records) {
  const std::size_t least = key.mask_channels() + 1;
  if (mask == MaskKind::decoy && records_ < least)
    throw UsageError(fmt::format("decoy masks of this key need at least {} records; {} holds {}", least,
                                 whole.name(), records_));
  const stats::DatasetStatistics statistics = stats::statistics_of(whole);
  masks_.emplace_back(mask, statistics.x);
  if (info.y) masks_.emplace_back(mask, statistics.y);
  const std::size_t record_bytes =
      8 * (layout().numbers(1, info.x.shape) + (info.y ? layout().numbers(1, info.y->shape) : 0));
  batch_records_ = records_a_batch(record_bytes);
  if (mask == MaskKind::decoy) windows_ = decoy_windows(records_, record_bytes, least);
}

std::size_t MoreEncryptor::batch_records() const {
  const auto window = [&](std::size_t k) { return records_ * k / windows_; };
  return windows_ == 0 ? batch_records_ : window(next_window_ + 1) - window(next_window_);
}

void MoreEncryptor::encrypt(const io::Records& plain, io::Records& out) {
  Decoys decoys;
  if (windows_ > 0) {
    RandomStream stream(random_, next_block_ * kStreams + permutation);
    decoys = draw_decoys(plain, key_.mask_channels(), stream);
    next_window_ = std::min(next_window_ + 1, windows_ - 1);
  }
  const std::size_t element = element_count(layout().element);
  out.x.resize(plain.x.size() * element);
  out.y.resize(plain.y.size() * element);
  const std::size_t blocks = blocks_of(plain.count);
  parallel_for(blocks, 1, [&](std::size_t b) { encrypt_block(plain, decoys, b, out); });
  next_block_ += blocks;
}

void MoreEncryptor::encrypt_block(const io::Records& plain, const Decoys& decoys, std::size_t block,
                                  io::Records& out) {
  const std::size_t first = block * kBlockRecords, count = std::min(kBlockRecords, plain.count - first);
  const auto numbers = [&](const std::vector<double>& values, const std::vector<std::vector<double>>& others,
                           std::vector<double>& payload, const MaskDistribution& masks, Stream number) {
    const auto part = [&](auto& from) {
      const std::size_t width = from.size() / plain.count;
      return std::span(from).subspan(first * width, count * width);
    };
    RandomStream stream(random_, (next_block_ + block) * kStreams + number);
    std::vector<std::span<const double>> channels;
    for (const std::vector<double>& channel : others) channels.push_back(part(channel));
    MaskBlock block_masks(masks, stream, std::move(channels));
    key_.encrypt(part(values), block_masks, part(payload));
    std::atomic_ref(redrawn_).fetch_add(block_masks.redrawn());
  };
  numbers(plain.x, decoys.x, out.x, masks_[0], x_masks);
  if (masks_.size() > 1) numbers(plain.y, decoys.y, out.y, masks_[1], y_masks);
}

MoreArrayEncryptor::MoreArrayEncryptor(const MoreKey& key, MaskKind mask, const RandomSource& random)
    : key_(key), mask_(mask), random_(random) {
  if (mask == MaskKind::decoy)
    throw UsageError(
        "--mask decoy is for records; a model has no other records to be decoys: take normal or "
        "uniform masks");
}

std::vector<double> MoreArrayEncryptor::encrypt(const std::vector<double>& values, std::size_t columns,
                                                const std::string& name) {
  std::vector<stats::FeatureStatistics> statistics(columns);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]))
      throw DataError(fmt::format("{}: number {} is not finite, and cannot be masked", name, i + 1));
    statistics[i % columns].add(values[i]);
  }
  const bool constant = std::all_of(statistics.begin(), statistics.end(),
                                    [](const auto& column) { return column.standard_deviation() == 0; });
  const MaskDistribution distribution(constant ? MaskKind::uniform : mask_, statistics);
  RandomStream stream(random_, next_stream_++);
  MaskBlock masks(distribution, stream, {});
  std::vector<double> payload(layout().numbers(values.size() / columns, {columns}));
  key_.encrypt(values, masks, payload);
  redrawn_ += masks.redrawn();
  return payload;
}

}  // namespace he::secret
