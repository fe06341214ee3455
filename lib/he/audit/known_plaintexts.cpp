#include "he/audit/known_plaintexts.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace he::audit {
namespace {

// A known value and a candidate are the same number: known values may be given with fewer digits.
constexpr double kSameValue = 1e-6;
// Relative to the largest pivot: beyond the dimensions that ciphertexts span there is rounding alone.
constexpr double kRounding = 1e-11;
// A decrypted zero is not exactly zero.
constexpr double kZero = 1e-6;

std::vector<Eigen::Index> most_independent_first(const Eigen::MatrixXd& ciphertexts) {
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(ciphertexts.transpose());
  const auto& order = qr.colsPermutation().indices();
  return {order.data(), order.data() + order.size()};
}

}  // namespace

Pairs Pairs::first(std::size_t pairs) const {
  const auto n = static_cast<Eigen::Index>(std::min(pairs, count()));
  return {ciphertexts.topRows(n), values.head(n)};
}

std::vector<KnownValue> known_values_of(Truth& truth, std::size_t count) {
  std::vector<KnownValue> known;
  const NumberColumns& numbers = truth.columns();
  const std::size_t records = truth.source().info().records;
  count = std::min(count, records * numbers.count());
  for (std::size_t k = 0; k < count; ++k) {
    KnownValue value{k * records / count, k * numbers.count() / count, 0};
    truth.source().seek(value.record);
    const io::Records record = truth.source().next(1);
    for (std::size_t tried = 0; tried < numbers.count() && std::fabs(value.value) < kZero; ++tried) {
      value.column = (value.column + (tried > 0 ? 1 : 0)) % numbers.count();
      value.value = *numbers.at(record, 0, value.column);
    }
    known.push_back(value);
  }
  return known;
}

Pairs read_pairs(io::RecordSource& data, const std::vector<KnownValue>& known) {
  const NumberColumns numbers(data.info());
  const auto entries = static_cast<Eigen::Index>(numbers.entries()),
             count = static_cast<Eigen::Index>(known.size());
  Pairs pairs{Eigen::MatrixXd(count, entries), Eigen::VectorXd(count)};
  for (Eigen::Index i = 0; i < count; ++i) {
    const KnownValue& value = known[static_cast<std::size_t>(i)];
    data.seek(value.record);
    const io::Records record = data.next(1);
    pairs.ciphertexts.row(i) =
        Eigen::Map<const Eigen::RowVectorXd>(numbers.at(record, 0, value.column), entries);
    pairs.values[i] = value.value;
  }
  if (count == 0) return pairs;
  const auto order = most_independent_first(pairs.ciphertexts);
  return {pairs.ciphertexts(order, Eigen::all), pairs.values(order)};
}

Eigen::RowVectorXd least_norm_decryption(const Pairs& pairs) {
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  decomposition.setThreshold(kRounding);
  decomposition.compute(pairs.ciphertexts);
  return decomposition.solve(pairs.values).transpose();
}

std::optional<KnownChannel> channel_of(const Pairs& pairs, const Eigen::MatrixXd& channel_map) {
  std::vector<std::size_t> left(static_cast<std::size_t>(channel_map.rows()));
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  for (std::size_t pair = 0; pair < pairs.count(); ++pair) {
    const auto row = static_cast<Eigen::Index>(pair);
    const Eigen::VectorXd candidates = channel_map * pairs.ciphertexts.row(row).transpose();
    std::erase_if(left, [&](std::size_t channel) {
      const double value = pairs.values[row], candidate = candidates[static_cast<Eigen::Index>(channel)];
      return !(std::fabs(candidate - value) <= kSameValue * std::max(1.0, std::fabs(value)));
    });
    if (left.size() == 1) return KnownChannel{left.front(), pair + 1};
  }
  return {};
}

}  // namespace he::audit
