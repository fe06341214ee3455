#include "he/audit/recovery.h"

#include <algorithm>
#include <cmath>

#include "he/audit/record_set.h"
#include "he/parallel.h"

namespace he::audit {
namespace {

constexpr double kRecovered = 1e-9;
constexpr std::size_t kChunk = 4096;

using Eigen::Index;
using Scores = std::vector<Score>;  ///< any, chosen, then the decryptions

// Every candidate for a number is a linear function of its ciphertext: the channels, and the decryptions that
// known values led to. So all candidates of a chunk of numbers are one matrix product.

/// Channels and decryptions, one below the other.
Eigen::MatrixXd stacked(const RecoveryPlan& plan) {
  const Index channels = plan.channels.rows();
  Eigen::MatrixXd rows(channels + static_cast<Index>(plan.decryptions.size()), plan.channels.cols());
  rows.topRows(channels) = plan.channels;
  for (std::size_t i = 0; i < plan.decryptions.size(); ++i)
    rows.row(channels + static_cast<Index>(i)) = plan.decryptions[i];
  return rows;
}

class Recoverer {
 public:
  Recoverer(io::RecordSource& data, const RecoveryPlan& plan)
      : data_(data),
        plan_(plan),
        numbers_(data.info()),
        rows_(stacked(plan)),
        scores_(2 + plan.decryptions.size()),
        found_(scored_columns()),
        wanted_(scored_columns()) {}

  Recovery run();

 private:
  std::size_t scored_columns() const { return plan_.truth ? plan_.truth->columns().count() : 0; }
  void add_block(const io::Records& block, const io::Records& truth);
  std::vector<double> recover_numbers(const std::vector<double>& payload, const std::vector<double>* truth);
  void score_chunk(const Eigen::MatrixXd& candidates, const double* truth, Scores& scores) const;
  void split_truth(const io::Records& truth, std::vector<double>& x, std::vector<double>& y) const;
  void add_to_sets(const io::Records& recovered, const io::Records& truth);

  io::RecordSource& data_;
  const RecoveryPlan& plan_;
  NumberColumns numbers_;
  Eigen::MatrixXd rows_;
  Scores scores_;
  RecordSet found_, wanted_;
  std::size_t records_ = 0;
};

void Recoverer::score_chunk(const Eigen::MatrixXd& candidates, const double* truth, Scores& scores) const {
  const Index channels = plan_.channels.rows(), chosen = static_cast<Index>(plan_.chosen);
  for (Index n = 0; n < candidates.cols(); ++n) {
    // Without the truth, decryptions are measured against the chosen channel: do the attacks agree?
    const double wanted = truth ? truth[n] : candidates(chosen, n);
    double nearest = candidates(0, n);
    for (Index i = 1; truth && i < channels; ++i)
      if (std::fabs(candidates(i, n) - wanted) < std::fabs(nearest - wanted)) nearest = candidates(i, n);
    if (truth) scores[0].add(nearest, wanted);
    if (truth) scores[1].add(candidates(chosen, n), wanted);
    for (Index i = channels; i < candidates.rows(); ++i)
      scores[2 + static_cast<std::size_t>(i - channels)].add(candidates(i, n), wanted);
  }
}

/// The chosen channel of all numbers of `payload`, which are scored on the way; `truth` empty: not scored.
std::vector<double> Recoverer::recover_numbers(const std::vector<double>& payload,
                                               const std::vector<double>* truth) {
  const std::size_t entries = numbers_.entries(), count = payload.size() / entries;
  std::vector<double> recovered(count);
  std::vector<Scores> scores((count + kChunk - 1) / kChunk, Scores(scores_.size()));
  parallel_for(scores.size(), 1, [&](std::size_t chunk) {
    const std::size_t first = chunk * kChunk;
    const auto n = static_cast<Index>(std::min(kChunk, count - first));
    const Eigen::Map<const Eigen::MatrixXd> ciphertexts(&payload[first * entries],
                                                        static_cast<Index>(entries), n);
    const Eigen::MatrixXd candidates = rows_ * ciphertexts;
    Eigen::Map<Eigen::RowVectorXd>(&recovered[first], n) = candidates.row(static_cast<Index>(plan_.chosen));
    if (!truth || !truth->empty()) score_chunk(candidates, truth ? &(*truth)[first] : nullptr, scores[chunk]);
  });
  for (const Scores& of_chunk : scores)
    for (std::size_t i = 0; i < of_chunk.size(); ++i) scores_[i].add(of_chunk[i]);
  return recovered;
}

/// The truth as the data has it: features, then targets, which a table holds in one row.
void Recoverer::split_truth(const io::Records& truth, std::vector<double>& x, std::vector<double>& y) const {
  const NumberColumns& columns = plan_.truth->columns();
  for (std::size_t r = 0; r < truth.count; ++r)
    for (std::size_t c = 0; c < columns.count(); ++c)
      (c < numbers_.features() ? x : y).push_back(*columns.at(truth, r, c));
}

void Recoverer::add_to_sets(const io::Records& recovered, const io::Records& truth) {
  const NumberColumns plain = [&] {
    io::DatasetInfo info = data_.info();
    info.x.layout = {};
    if (info.y) info.y->layout = {};
    return NumberColumns(info);
  }();
  found_.resize(records_ + recovered.count);
  wanted_.resize(records_ + recovered.count);
  for (std::size_t r = 0; r < recovered.count; ++r)
    for (std::size_t c = 0; c < plan_.truth->columns().count(); ++c) {
      found_.add(records_ + r, c, *plain.at(recovered, r, c));
      wanted_.add(records_ + r, c, *plan_.truth->columns().at(truth, r, c));
    }
}

void Recoverer::add_block(const io::Records& block, const io::Records& truth) {
  std::vector<double> x, y;
  if (plan_.truth) split_truth(truth, x, y);
  io::Records recovered;
  recovered.first = block.first;
  recovered.count = block.count;
  recovered.x = recover_numbers(block.x, plan_.truth ? &x : nullptr);
  if (!block.y.empty()) recovered.y = recover_numbers(block.y, plan_.truth ? &y : nullptr);
  if (plan_.truth) add_to_sets(recovered, truth);
  if (plan_.output) plan_.output->write(recovered);
  records_ += block.count;
}

Recovery Recoverer::run() {
  data_.seek(0);
  if (plan_.truth) plan_.truth->source().seek(0);
  for (io::Records block = data_.next(numbers_.block()); block.count > 0;
       block = data_.next(numbers_.block()))
    add_block(block, plan_.truth ? plan_.truth->source().next(block.count) : io::Records());
  Recovery recovery;
  recovery.decryptions.assign(scores_.begin() + 2, scores_.end());
  if (!plan_.truth) return recovery;
  recovery.any = scores_[0];
  recovery.chosen = scores_[1];
  recovery.records = records_;
  recovery.records_as_set = wanted_.in_common(found_);
  return recovery;
}

}  // namespace

void Score::add(double value, double truth) {
  const double error = std::fabs(value - truth) / std::max(1.0, std::fabs(truth));
  ++numbers;
  recovered += error <= kRecovered ? 1 : 0;
  if (!(error <= largest_error)) largest_error = std::isnan(error) ? INFINITY : error;
}

void Score::add(const Score& other) {
  numbers += other.numbers;
  recovered += other.recovered;
  largest_error = std::max(largest_error, other.largest_error);
}

Recovery recover(io::RecordSource& data, const RecoveryPlan& plan) { return Recoverer(data, plan).run(); }

}  // namespace he::audit
