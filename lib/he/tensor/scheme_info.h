#pragma once

#include <map>
#include <string>

#include "he/tensor/array.h"

namespace he {

/// What everybody may know of the scheme and key that numbers on file are encrypted with. It is written into
/// the attributes of every encrypted file; evaluators are made from it.
struct SchemeInfo {
  std::string name = "plain";                  ///< "plain", "more", "hybrid"
  std::string key_id;                          ///< 16 bytes as 32 hexadecimal digits; empty for plain
  std::map<std::string, Array> public_values;  ///< by attribute name, e.g. "plane": Q, 2x2
  bool seeded = false;  ///< masks or key came from --seed: for tests and benchmarks only

  bool plain() const { return name == "plain"; }
};

/// How a scheme writes one number, or one group of `record_granularity` numbers of neighbouring records, on
/// file: a data set of logical per-record shape F has the extents [ceil(records / granularity), F…,
/// element…].
struct PayloadLayout {
  std::size_t record_granularity = 1;
  Shape element;               ///< trailing extents: {} plain, {2, 2} MORE, {d, 2, 2} Hybrid MORE
  std::string name = "plain";  ///< value of the attribute `layout`, e.g. "more-2x2"

  /// Doubles on file for `records` records of shape `logical`.
  std::size_t doubles(std::size_t records, const Shape& logical) const {
    return (records + record_granularity - 1) / record_granularity * element_count(logical) *
           element_count(element);
  }
  bool operator==(const PayloadLayout&) const = default;
};

}  // namespace he
