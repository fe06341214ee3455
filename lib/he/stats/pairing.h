#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "he/io/records/records.h"

namespace he::stats {

/// The records of two sources, pair by pair. In order, unless both carry plain identifiers and these show
/// another order: then records are joined by identifier, and the second source is held in memory from there
/// on. Throws DataError where the numbers of records differ, or the identifiers are not the same or not
/// unique.
class Pairing {
 public:
  Pairing(io::RecordSource& a, io::RecordSource& b);

  /// The next at most `limit` pairs: record i of `a` belongs to record i of `b`. False at the end.
  bool next(std::size_t limit, io::Records& a, io::Records& b);
  /// Whether records had to be joined by identifier.
  bool joined() const { return joined_; }

 private:
  void load_b();
  io::Records matching(const io::Records& a);

  io::RecordSource &a_, &b_;
  bool joined_ = false;
  std::size_t done_ = 0;
  io::Records all_b_;  ///< once joined
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<bool> used_;
};

}  // namespace he::stats
