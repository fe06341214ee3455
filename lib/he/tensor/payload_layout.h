#pragma once

#include <string>

#include "he/tensor/shape.h"

namespace he {

/// How one number of a payload is written on file. In memory it is a double, which holds both exactly.
enum class NumberType {
  float64,
  uint32  ///< whole numbers below 2^32: residues
};

/// How a scheme writes the numbers of one field on file. A data set of logical per-record shape F has the
/// extents [rows, F…, element…]: each row belongs to `record_granularity` neighbouring records, and each of
/// its elements holds one number, or one number of every one of those records. The layout belongs to the
/// field: what a network returns may be laid out otherwise than what it takes.
struct PayloadLayout {
  std::size_t record_granularity = 1;
  Shape element;               ///< trailing extents: {} plain, {2, 2} MORE, {d, 2, 2} Hybrid MORE
  std::string name = "plain";  ///< value of the attribute `layout`, e.g. "more-2x2"
  NumberType number = NumberType::float64;

  /// Rows on file for so many records. The last one may belong to fewer than it has room for.
  std::size_t rows(std::size_t records) const {
    return records / record_granularity + (records % record_granularity != 0 ? 1 : 0);
  }
  /// Numbers on file for `records` records of shape `logical`.
  std::size_t numbers(std::size_t records, const Shape& logical) const {
    return rows(records) * element_count(logical) * element_count(element);
  }
  bool operator==(const PayloadLayout&) const = default;
};

}  // namespace he
