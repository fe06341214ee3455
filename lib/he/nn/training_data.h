#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "he/io/records/records.h"

namespace he::nn {

/// Records of a source with their targets, batch by batch, in an order that follows from a seed and the epoch
/// alone.
class TrainingData {
 public:
  /// Records first … first + count − 1 of `source`, which must outlive this. What fits into `memory` bytes is
  /// read once and kept, and an epoch takes all records in one random order. Else an epoch takes chunks of
  /// records in random order, as many at a time as fit, and shuffles the records of those. Throws DataError
  /// where the source has no targets or no such records.
  TrainingData(io::RecordSource& source, std::size_t first, std::size_t count, std::size_t memory,
               std::uint64_t seed);

  /// Throws DataError as soon as plain targets are read that are none for this loss (see require_targets).
  void expect_targets_of(std::string loss) { loss_ = std::move(loss); }

  std::size_t records() const { return count_; }
  /// Whether all records fit into memory.
  bool held() const { return window_chunks_ >= chunks(); }
  /// Records in memory at a time.
  std::size_t window() const { return window_records(0); }
  /// Reads the records now where all of them fit, instead of in the first epoch.
  void read_ahead();
  /// Batches of an epoch; every window of records ends with a smaller one where it does not divide.
  std::size_t batches(std::size_t batch) const;

  /// Starts an epoch with its batches from number `skip` on. `shuffled`: else the records come as they are.
  void begin(std::uint32_t epoch, std::size_t batch, bool shuffled, std::size_t skip = 0);
  /// The next batch; count 0 at the end of the epoch.
  io::Records next();

 private:
  std::size_t chunks() const;
  std::size_t window_records(std::size_t window) const;
  void start_window();
  void load_window();
  void append_chunk(std::size_t chunk);

  io::RecordSource& source_;
  std::size_t first_, count_, window_chunks_;
  std::size_t x_doubles_, y_doubles_;  ///< of one record
  std::uint64_t seed_;
  std::string loss_;  ///< empty: any targets will do

  std::uint32_t epoch_ = 0;
  std::size_t batch_ = 1, window_ = 0, next_ = 0;  ///< within the epoch
  bool shuffled_ = true, loaded_ = false;
  std::vector<std::uint32_t> chunk_order_, order_;
  std::vector<double> x_, y_;  ///< of the window
};

}  // namespace he::nn
