#include "he/nn/training_data.h"

#include <algorithm>
#include <numeric>

#include "he/error.h"
#include "he/nn/loss.h"
#include "he/nn/public_random.h"

namespace he::nn {
namespace {

// Data that do not fit the memory are shuffled in two steps: the chunks of the whole, then the records of the
// chunks that are in memory at a time, a window. Which records meet in a batch follows from seed, epoch and
// window alone. So a training that continues from a checkpoint skips to its batch without reading what lies
// before, and two trainings with one seed see the same batches whatever the machine.

constexpr std::size_t kChunkRecords = 1024;

/// Streams of an epoch's random orders: that of the chunks, then one for each window.
constexpr std::uint32_t kChunkOrder = 0, kFirstWindow = 1;

std::size_t batches_of(std::size_t records, std::size_t batch) {
  return records / batch + (records % batch == 0 ? 0 : 1);
}

}  // namespace

TrainingData::TrainingData(io::RecordSource& source, std::size_t first, std::size_t count, std::size_t memory,
                           std::uint64_t seed)
    : source_(source), first_(first), count_(count), seed_(seed) {
  const io::DatasetInfo& info = source.info();
  if (!info.y) throw DataError(source.name() + ": has no targets to train on");
  if (count == 0 || first + count > info.records)
    throw DataError(source.name() + ": has too few records: " + std::to_string(info.records));
  x_doubles_ = info.x.layout.numbers(1, info.x.shape);
  y_doubles_ = info.y->layout.numbers(1, info.y->shape);
  const std::size_t chunk_bytes = kChunkRecords * (x_doubles_ + y_doubles_) * sizeof(double);
  const bool fits = (x_doubles_ + y_doubles_) * sizeof(double) <= memory / count;  // no product overflows
  window_chunks_ = fits ? chunks() : std::max<std::size_t>(1, memory / chunk_bytes);
}

std::size_t TrainingData::chunks() const { return (count_ + kChunkRecords - 1) / kChunkRecords; }

std::size_t TrainingData::window_records(std::size_t window) const {
  const std::size_t begin = window * window_chunks_ * kChunkRecords;
  return std::min(count_ - begin, window_chunks_ * kChunkRecords);
}

std::size_t TrainingData::batches(std::size_t batch) const {
  std::size_t total = 0;
  for (std::size_t w = 0; w * window_chunks_ < chunks(); ++w) total += batches_of(window_records(w), batch);
  return total;
}

void TrainingData::read_ahead() {
  if (!held() || loaded_) return;
  begin(0, 1, false);
  load_window();
}

void TrainingData::begin(std::uint32_t epoch, std::size_t batch, bool shuffled, std::size_t skip) {
  epoch_ = epoch;
  batch_ = batch;
  shuffled_ = shuffled;
  chunk_order_.resize(chunks());
  std::iota(chunk_order_.begin(), chunk_order_.end(), 0u);
  if (shuffled && !held()) {  // a last chunk that is not full stays the last
    const std::vector<std::uint32_t> full =
        permutation(count_ / kChunkRecords, seed_, stream_of(StreamUse::shuffle, epoch, kChunkOrder));
    std::copy(full.begin(), full.end(), chunk_order_.begin());
  }
  loaded_ = loaded_ && held();
  window_ = 0;
  for (; skip > 0; ++window_) {
    const std::size_t here = batches_of(window_records(window_), batch);
    if (skip < here) break;
    skip -= here;
  }
  start_window();
  next_ = skip * batch;
}

io::Records TrainingData::next() {
  if (window_ * window_chunks_ >= chunks()) return {};
  if (next_ >= order_.size()) {
    ++window_;
    start_window();
    return next();
  }
  if (!loaded_) load_window();
  io::Records records;
  records.count = std::min(batch_, order_.size() - next_);
  for (std::size_t i = 0; i < records.count; ++i) {
    const auto from = static_cast<std::ptrdiff_t>(order_[next_++]);
    const auto x = x_.begin() + from * static_cast<std::ptrdiff_t>(x_doubles_);
    const auto y = y_.begin() + from * static_cast<std::ptrdiff_t>(y_doubles_);
    records.x.insert(records.x.end(), x, x + static_cast<std::ptrdiff_t>(x_doubles_));
    records.y.insert(records.y.end(), y, y + static_cast<std::ptrdiff_t>(y_doubles_));
  }
  return records;
}

/// The order of the records of window_, which are not read yet unless all are held.
void TrainingData::start_window() {
  next_ = 0;
  if (window_ * window_chunks_ >= chunks()) return;
  loaded_ = loaded_ && held();
  const std::size_t records = window_records(window_);
  if (shuffled_) {
    const auto stream = static_cast<std::uint32_t>(kFirstWindow + window_);
    order_ = permutation(records, seed_, stream_of(StreamUse::shuffle, epoch_, stream));
  } else {
    order_.resize(records);
    std::iota(order_.begin(), order_.end(), 0u);
  }
}

void TrainingData::load_window() {
  x_.clear();
  y_.clear();
  x_.reserve(window_records(window_) * x_doubles_);
  y_.reserve(window_records(window_) * y_doubles_);
  const std::size_t begin = window_ * window_chunks_, end = std::min(chunks(), begin + window_chunks_);
  for (std::size_t i = begin; i < end; ++i) append_chunk(chunk_order_[i]);
  loaded_ = true;
}

void TrainingData::append_chunk(std::size_t chunk) {
  std::size_t left = std::min(kChunkRecords, count_ - chunk * kChunkRecords);
  source_.seek(first_ + chunk * kChunkRecords);
  while (left > 0) {
    const io::Records records = source_.next(left);
    if (records.count == 0) throw DataError(source_.name() + ": ends before its last record");
    if (!loss_.empty() && source_.info().scheme.plain())
      require_targets(loss_, records.y, source_.info().y->shape, records.first, source_.name());
    x_.insert(x_.end(), records.x.begin(), records.x.end());
    y_.insert(y_.end(), records.y.begin(), records.y.end());
    left -= records.count;
  }
}

}  // namespace he::nn
