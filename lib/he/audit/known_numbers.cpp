#include "he/audit/known_numbers.h"

#include <algorithm>

namespace he::audit {
namespace {

constexpr std::size_t kTrueColumns = 64;

/// At most `kTrueColumns` of so many, evenly.
std::size_t step_of(std::size_t columns) { return (columns + kTrueColumns - 1) / kTrueColumns; }

}  // namespace

KnownNumbers::KnownNumbers(std::vector<KnownValue> known) : known_(std::move(known)) {
  std::sort(known_.begin(), known_.end(), [](const KnownValue& a, const KnownValue& b) {
    return a.record != b.record ? a.record < b.record : a.column < b.column;
  });
  for (const KnownValue& value : known_) columns_[value.column].add(value.value);
}

KnownNumbers::KnownNumbers(Truth& truth) : truth_(&truth) {
  truth.source().seek(0);
  const std::size_t records = truth.source().info().records;
  for_each_true(truth.columns().block(), records,
                [&](const KnownValue& value) { columns_[value.column].add(value.value); });
  truth.source().seek(0);
}

/// use(value) for the next so many records, at most `limit` of them in memory.
template <class Use>
void KnownNumbers::for_each_true(std::size_t limit, std::size_t records, const Use& use) {
  const NumberColumns& numbers = truth_->columns();
  while (records > 0) {
    const io::Records block = truth_->source().next(std::min(limit, records));
    if (block.count == 0) return;
    for (std::size_t r = 0; r < block.count; ++r)
      for (std::size_t c = 0; c < numbers.count(); c += step_of(numbers.count()))
        use(KnownValue{block.first + r, c, *numbers.at(block, r, c)});
    records -= block.count;
  }
}

void KnownNumbers::add(ByColumn& group, const KnownValue& known, std::size_t first) const {
  const stats::FeatureStatistics& column = columns_.at(known.column);
  const double deviation = column.standard_deviation();
  if (deviation > 0)
    group[known.column].push_back({known.record - first, (known.value - column.mean) / deviation});
}

KnownNumbers::ByColumn KnownNumbers::of_group(std::size_t first, std::size_t count) {
  ByColumn group;
  if (truth_ != nullptr)
    for_each_true(truth_->columns().block(), count,
                  [&](const KnownValue& value) { add(group, value, first); });
  const auto begin =
      std::lower_bound(known_.begin(), known_.end(), first,
                       [](const KnownValue& a, std::size_t record) { return a.record < record; });
  for (auto value = begin; value != known_.end() && value->record < first + count; ++value)
    add(group, *value, first);
  return group;
}

}  // namespace he::audit
