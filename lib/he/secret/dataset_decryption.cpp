#include "he/secret/dataset_decryption.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <span>

#include "he/error.h"
#include "he/secret/last_function.h"
#include "he/secret/sealing.h"

namespace he::secret {
namespace {

/// The info of the file that decrypting a file with `info` makes.
io::DatasetInfo decrypted(io::DatasetInfo info) {
  info.scheme = SchemeInfo{};
  info.x.layout = PayloadLayout{};
  if (info.y) info.y->layout = PayloadLayout{};
  if (info.ids == io::IdKind::sealed) info.ids = io::IdKind::plain;
  info.sealed_id_bytes = 0;
  return info;
}

constexpr double kMostExpected = 1.0 / 16;
constexpr std::size_t kNamed = 10;  // records in a warning

const io::PublicPlan& plan_of(const SecretKey& key, const io::DatasetInfo& info, const std::string& file) {
  std::string known;
  for (const io::PublicPlan& plan : key.plans()) {
    if (plan.model_fingerprint == info.model_fingerprint) return plan;
    known += (known.empty() ? "" : ", ") + plan.model_fingerprint;
  }
  throw KeyError(
      fmt::format("{}: holds results of the model {}, and the key was made for {}; he-keygen --from KEY "
                  "--for PLAN adds a model to it",
                  file, info.model_fingerprint, known));
}

}  // namespace

DatasetDecryption::DatasetDecryption(const SecretKey& key, const io::DatasetInfo& info, std::string file)
    : key_(key), encrypted_(info), info_(decrypted(info)), file_(std::move(file)) {
  if (!key.decrypts(info.x.layout, info.kind) ||
      (info.y && !key.decrypts(info.y->layout, io::DatasetKind::dataset)))
    throw DataError(file_ + ": its numbers are not laid out as the scheme '" + info.scheme.name +
                    "' writes them");
  last_ = key.last_function(info.x.layout);
  expected_error_ = key.data_error();
  if (info.kind != io::DatasetKind::predictions) return;
  if (expected_error_ > 0) expected_error_ = info.expected_error.value_or(expected_error_);
  if (key.plans().empty()) return;
  const io::PublicPlan& plan = plan_of(key, info, file_);
  if (last_ != plan.last_function || info.x.shape != plan.output_shape)
    throw KeyError(fmt::format(
        "{}: says that it holds {} results and leaves {} to the key holder; the plan of its model "
        "has {} and {}",
        file_, he::to_string(info.x.shape), io::to_string(last_), he::to_string(plan.output_shape),
        io::to_string(plan.last_function)));
  info_.target_names = plan.target_names;
  info_.class_names = plan.class_names;
  largest_ = plan.largest_result;
  // What the file says counts where the plan cannot know: a key for several models has more powers than each
  // needs.
  expected_error_ = key.plans().size() == 1
                        ? plan.expected_error
                        : std::max(plan.expected_error, std::min(expected_error_, kMostExpected));
  info_.expected_error = expected_error_;
}

io::Records DatasetDecryption::decrypt(const io::Records& records) {
  io::Records plain;
  plain.first = records.first;
  plain.count = records.count;
  plain.x.resize(records.count * element_count(info_.x.shape));
  with_context(file_, [&] { key_.decrypt(encrypted_.x, records.count, records.x, plain.x); });
  if (info_.y) {
    plain.y.resize(records.count * element_count(info_.y->shape));
    with_context(file_, [&] { key_.decrypt(*encrypted_.y, records.count, records.y, plain.y); });
  }
  if (encrypted_.ids == io::IdKind::sealed)
    plain.ids = open_ids(key_.sealing_key(), records.sealed_ids, encrypted_.sealed_id_bytes,
                         encrypted_.scheme.key_id, file_);
  finish(plain);
  return plain;
}

void DatasetDecryption::finish(io::Records& plain) {
  std::vector<double>& results = plain.x;
  const std::size_t width = results.size() / std::max<std::size_t>(1, plain.count);
  for (std::size_t r = 0; r < plain.count && largest_ > 0; ++r) {
    const std::span<const double> record = std::span(results).subspan(r * width, width);
    const auto large = std::ranges::count_if(record, [&](double x) { return !(std::fabs(x) <= largest_); });
    beyond_ += static_cast<std::size_t>(large);
    if (large > 0 && records_beyond_.size() < kNamed)
      records_beyond_.push_back(plain.ids.empty() ? std::to_string(plain.first + r + 1) : plain.ids[r]);
  }
  apply_last(last_, info_.x.shape.empty() ? 1 : info_.x.shape.back(), results);
  for (const double x : results) magnitude_ = std::max(magnitude_, std::fabs(x));
}

}  // namespace he::secret
