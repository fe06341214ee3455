#pragma once

#include <memory>
#include <string>
#include <vector>

#include "he/io/records/records.h"

namespace he::audit {

/// The numbers of a record, features and then targets, as columns 0, 1, … of one table.
class NumberColumns {
 public:
  explicit NumberColumns(const io::DatasetInfo& info);

  std::size_t count() const { return x_ + y_; }
  std::size_t features() const { return x_; }
  /// The doubles of one number.
  std::size_t entries() const { return entries_; }
  /// Where the doubles of a number begin.
  const double* at(const io::Records& records, std::size_t record, std::size_t column) const {
    return column < x_ ? &records.x[(record * x_ + column) * entries_]
                       : &records.y[(record * y_ + column - x_) * entries_];
  }
  /// Records that are read at a time: about 8 MB of them.
  std::size_t block() const;

 private:
  std::size_t x_, y_, entries_;
};

/// The plain data that an attack is scored against.
class Truth {
 public:
  /// Opens what he-decrypt wrote of `data`, or the same in another format: equally many records in the same
  /// order, with as many numbers each, or with its features alone. Throws DataError where it does not fit.
  Truth(const std::string& path, const io::RecordSource& data);

  io::RecordSource& source() { return *source_; }
  const NumberColumns& columns() const { return columns_; }

 private:
  std::unique_ptr<io::RecordSource> source_;
  NumberColumns columns_;
};

}  // namespace he::audit
