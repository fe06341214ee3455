#pragma once

#include <map>
#include <string>
#include <vector>

#include "he/audit/guessing.h"
#include "he/audit/known_plaintexts.h"
#include "he/stats/feature_statistics.h"

namespace he::audit {

/// Numbers that an attacker knows of a file whose records lie in groups, the slots of one ciphertext: a table
/// of them, or the truth in at most 64 columns from all over the record. They are standardised by column.
class KnownNumbers {
 public:
  using ByColumn = std::map<std::size_t, std::vector<KnownSlot>>;

  explicit KnownNumbers(std::vector<KnownValue> known);
  /// Reads the truth once, for means and deviations. It must outlive this.
  explicit KnownNumbers(Truth& truth);

  /// Those of records `first` … `first + count − 1`. Groups of the truth are asked for in their order.
  ByColumn of_group(std::size_t first, std::size_t count);

 private:
  template <class Use>
  void for_each_true(std::size_t limit, std::size_t records, const Use& use);
  void add(ByColumn& group, const KnownValue& known, std::size_t first) const;

  std::vector<KnownValue> known_;  // by record
  Truth* truth_ = nullptr;
  std::map<std::size_t, stats::FeatureStatistics> columns_;
};

}  // namespace he::audit
