#include "he/audit/sample.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/parallel.h"

namespace he::audit {
namespace {

constexpr std::size_t kMaxRecords = 65536, kMaxCandidates = 1u << 22, kMinColumns = 8;
// Decoys are exchanged within windows of records: 192 MB of ciphertexts or 65,536 records, or somewhat more.
constexpr std::size_t kWindowBytes = 192u << 20;

/// So many columns out of `of`, in pairs of neighbours.
std::vector<std::size_t> spread_columns(std::size_t wanted, std::size_t of) {
  std::vector<std::size_t> columns;
  const std::size_t pairs = std::max<std::size_t>(1, wanted / 2);
  for (std::size_t k = 0; k < pairs && wanted < of; ++k) {
    const std::size_t first = k * (of - 1) / pairs;
    columns.push_back(first);
    columns.push_back(first + 1);
  }
  for (std::size_t c = 0; wanted >= of && c < of; ++c) columns.push_back(c);
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

Sample empty_sample(const io::DatasetInfo& info, const NumberColumns& numbers, const CiphertextForm& form) {
  Sample sample;
  sample.channels = form.channels();
  sample.records = std::min(info.records, kMaxRecords);
  const std::size_t fitting = kMaxCandidates / (sample.channels * std::max<std::size_t>(1, sample.records));
  sample.columns = spread_columns(std::max(fitting, kMinColumns), numbers.count());
  sample.values.assign(sample.columns.size(), std::vector<double>(sample.channels * sample.records));
  sample.complete = sample.records == info.records;
  sample.one_window = sample.complete &&
                      info.records <= kWindowBytes / (sizeof(double) * numbers.entries() * numbers.count());
  return sample;
}

void add(Sample& sample, const io::Records& block, const NumberColumns& numbers, const Eigen::MatrixXd& map) {
  parallel_for(sample.columns.size(), 1, [&](std::size_t c) {
    for (std::size_t r = 0; r < block.count && block.first + r < sample.records; ++r) {
      const Eigen::Map<const Eigen::VectorXd> ciphertext(numbers.at(block, r, sample.columns[c]), map.cols());
      for (Eigen::Index channel = 0; channel < map.rows(); ++channel)
        sample.values[c][static_cast<std::size_t>(channel) * sample.records + block.first + r] =
            map.row(channel).dot(ciphertext);
    }
  });
}

void leave_out_what_is_not_finite(Sample& sample) {
  const auto finite = [](double x) { return std::isfinite(x); };
  std::size_t kept = 0;
  for (std::size_t c = 0; c < sample.columns.size(); ++c) {
    if (!std::all_of(sample.values[c].begin(), sample.values[c].end(), finite)) continue;
    std::swap(sample.columns[kept], sample.columns[c]);
    std::swap(sample.values[kept++], sample.values[c]);
  }
  sample.columns.resize(kept);
  sample.values.resize(kept);
}

}  // namespace

Candidates find_candidates(io::RecordSource& data, const CiphertextForm& form) {
  const NumberColumns numbers(data.info());
  Candidates found;
  found.sample = empty_sample(data.info(), numbers, form);
  data.seek(0);
  io::Records block = data.next(numbers.block());
  if (block.count == 0) throw DataError(data.name() + ": holds no records");
  found.subspace = subspace_of_ciphertexts(block.x, data.name());
  found.map = channel_map(form, found.subspace);
  for (; block.count > 0 && block.first < found.sample.records; block = data.next(numbers.block()))
    add(found.sample, block, numbers, found.map);
  leave_out_what_is_not_finite(found.sample);
  return found;
}

std::vector<std::vector<double>> true_values(Truth& truth, const Sample& sample) {
  std::vector<std::vector<double>> values(sample.columns.size());
  truth.source().seek(0);
  const NumberColumns& numbers = truth.columns();
  for (io::Records block = truth.source().next(numbers.block());
       block.count > 0 && block.first < sample.records; block = truth.source().next(numbers.block()))
    for (std::size_t c = 0; c < sample.columns.size(); ++c)
      for (std::size_t r = 0; r < block.count && block.first + r < sample.records; ++r)
        if (sample.columns[c] < numbers.count())
          values[c].push_back(*numbers.at(block, r, sample.columns[c]));
  return values;
}

}  // namespace he::audit
