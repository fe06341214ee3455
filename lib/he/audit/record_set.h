#pragma once

#include <cstddef>
#include <vector>

namespace he::audit {

/// Records without their order: two random projections of each (Σ wᵢxᵢ over its numbers), which equal records
/// share and others do not.
class RecordSet {
 public:
  explicit RecordSet(std::size_t numbers);

  /// Adds to record `record` the number in `column`.
  void add(std::size_t record, std::size_t column, double value);
  void resize(std::size_t records) { records_.resize(records); }
  /// How many records are in both, once each.
  std::size_t in_common(const RecordSet& other) const;

 private:
  struct Projection {
    double first = 0, second = 0, size = 0;
  };
  std::vector<double> first_, second_;
  std::vector<Projection> records_;
};

}  // namespace he::audit
