#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "he/io/tables/csv_reader.h"

namespace he::io {

/// Places of every so many records, so that going to a record reads few rows. Their number is bounded: where
/// there are more records, they stand further apart.
class CsvIndex {
 public:
  struct Entry {
    std::size_t record;     ///< the next record behind `place`
    std::size_t table_row;  ///< rows of data before `place`, dropped ones too
    CsvReader::Place place;
  };

  /// To be called for every record in order, the first one is 0.
  void note(const Entry& entry) {
    if (entry.record % every_ != 0) return;
    if (entries_.size() == kMax) thin_out();
    if (entry.record % every_ == 0) entries_.push_back(entry);
  }

  /// The last entry at or before a record; there must be one.
  const Entry& before(std::size_t record) const {
    return entries_[std::min(record / every_, entries_.size() - 1)];
  }

 private:
  static constexpr std::size_t kMax = 4096;

  void thin_out() {
    for (std::size_t i = 0; 2 * i < entries_.size(); ++i) entries_[i] = entries_[2 * i];
    entries_.resize((entries_.size() + 1) / 2);
    every_ *= 2;
  }

  std::size_t every_ = 256;
  std::vector<Entry> entries_;
};

}  // namespace he::io
