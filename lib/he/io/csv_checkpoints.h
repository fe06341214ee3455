#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "he/io/csv_reader.h"

namespace he::io {

/// Places of every so many records, so that going to a record reads few rows. Their number is bounded: where
/// there are more records, they stand further apart.
class CsvCheckpoints {
 public:
  struct Checkpoint {
    std::size_t record;     ///< the next record behind `place`
    std::size_t table_row;  ///< rows of data before `place`, dropped ones too
    CsvReader::Place place;
  };

  /// To be called for every record in order, the first one is 0.
  void note(const Checkpoint& checkpoint) {
    if (checkpoint.record % every_ != 0) return;
    if (checkpoints_.size() == kMost) thin_out();
    if (checkpoint.record % every_ == 0) checkpoints_.push_back(checkpoint);
  }

  /// The last checkpoint at or before a record; there must be one.
  const Checkpoint& before(std::size_t record) const {
    return checkpoints_[std::min(record / every_, checkpoints_.size() - 1)];
  }

 private:
  static constexpr std::size_t kMost = 4096;

  void thin_out() {
    for (std::size_t i = 0; 2 * i < checkpoints_.size(); ++i) checkpoints_[i] = checkpoints_[2 * i];
    checkpoints_.resize((checkpoints_.size() + 1) / 2);
    every_ *= 2;
  }

  std::size_t every_ = 256;
  std::vector<Checkpoint> checkpoints_;
};

}  // namespace he::io
