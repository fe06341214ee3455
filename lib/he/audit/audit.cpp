#include "he/audit/audit.h"

#include <fmt/format.h>

#include <chrono>

#include "he/error.h"
#include "he/io/files/dataset_file.h"

namespace he::audit {
namespace {

constexpr std::size_t kKnownOfTruth = 64;

/// Adds the time of its life to `seconds`.
class Timed {
 public:
  explicit Timed(double& seconds) : seconds_(seconds) {}
  ~Timed() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  double& seconds_;
  Clock::time_point start_ = Clock::now();
};

/// What a recovered file says of itself; identifiers stay sealed, so it has none.
io::DatasetInfo recovered_info(io::DatasetInfo info) {
  info.scheme = SchemeInfo{};
  info.x.layout = PayloadLayout{};
  if (info.y) info.y->layout = PayloadLayout{};
  info.ids = io::IdKind::none;
  info.sealed_id_bytes = 0;
  info.provenance.clear();
  return info;
}

class Auditor {
 public:
  Auditor(const std::string& data, const AuditOptions& options)
      : options_(options), data_(io::open_dataset_file(data)) {
    audit_.data = data_->info();
    audit_.form = form_of(audit_.data, data_->name());
    audit_.numbers = audit_.data.records * NumberColumns(audit_.data).count();
    if (!options.truth.empty()) truth_.emplace(options.truth, *data_);
    audit_.truth = truth_.has_value();
  }

  Audit run() {
    find();
    choose();
    use_known_values();
    test_equality();
    recover_all();
    return std::move(audit_);
  }

 private:
  void find() {
    const Timed timed(audit_.find_seconds);
    candidates_ = find_candidates(*data_, audit_.form);
    audit_.subspace = candidates_.subspace;
  }

  void choose() {
    const Timed timed(audit_.choice_seconds);
    audit_.choice = choose_channel(candidates_.sample);
    audit_.channel = audit_.choice.channel;
  }

  std::vector<KnownValue> known_values() {
    if (!options_.known.empty()) return read_known_values(options_.known, audit_.data);
    audit_.known_from_truth = truth_.has_value();
    return truth_ ? known_values_of(*truth_, kKnownOfTruth) : std::vector<KnownValue>();
  }

  void use_known_values();
  void test_equality();
  void recover_all();

  AuditOptions options_;
  std::unique_ptr<io::RecordSource> data_;
  std::optional<Truth> truth_;
  Candidates candidates_;
  std::vector<Eigen::RowVectorXd> decryptions_;
  Audit audit_;
};

void Auditor::use_known_values() {
  const Timed timed(audit_.known_seconds);
  const Pairs pairs = read_pairs(*data_, known_values());
  audit_.known = pairs.count();
  if (pairs.count() == 0) return;
  audit_.known_channel = channel_of(pairs, candidates_.map);
  if (!audit_.known_channel && !audit_.known_from_truth)
    throw DataError(options_.known + ": its values are not those of one channel of " + data_->name() +
                    "; check records and values");
  if (audit_.known_channel && !audit_.known_from_truth) audit_.channel = audit_.known_channel->channel;
  // As many pairs as ciphertexts span dimensions, and one fewer, which must not do.
  const std::size_t dimensions = audit_.form.channels();
  for (std::size_t count : {dimensions - 1, dimensions}) {
    if (count > pairs.count()) break;
    audit_.attempts.push_back({count, {}});
    decryptions_.push_back(least_norm_decryption(pairs.first(count)));
  }
}

void Auditor::test_equality() {
  std::vector<std::vector<double>> plain;
  if (truth_) {
    plain = true_values(*truth_, candidates_.sample);
  } else {
    for (std::size_t c = 0; c < candidates_.sample.columns.size(); ++c) {
      const auto values = candidates_.sample.channel(c, audit_.channel);
      plain.emplace_back(values.begin(), values.end());
    }
  }
  const Timed timed(audit_.equality_seconds);
  audit_.equality = audit::test_equality(candidates_.sample, plain);
}

void Auditor::recover_all() {
  const Timed timed(audit_.recover_seconds);
  std::unique_ptr<io::RecordOutput> output;
  if (!options_.output.empty())
    output = io::open_record_output(options_.output, recovered_info(audit_.data),
                                    {io::Format::csv, 0, io::Privacy::owner_only});
  audit_.recovery = recover(
      *data_, {candidates_.map, audit_.channel, decryptions_, truth_ ? &*truth_ : nullptr, output.get()});
  for (std::size_t i = 0; i < audit_.attempts.size(); ++i)
    audit_.attempts[i].score = audit_.recovery.decryptions[i];
  if (output) output->commit();
}

}  // namespace

double Audit::confidentiality_bits() const {
  if (known_channel && !known_from_truth) return 0;
  const double bits = choice.bits();
  return bits < 0.01 ? 0 : bits;
}

Audit audit(const std::string& data, const AuditOptions& options) { return Auditor(data, options).run(); }

}  // namespace he::audit
