#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "he/ring/aligned.h"
#include "he/ring/transform_tables.h"

namespace he::ring {

/// The twiddles of one tree of splits X^2t − r² = (X^t − r)(X^t + r) over the roots of unity of one order, in
/// the order in which kernels read them.
class Twiddles {
 public:
  /// r as kernels take it, of its exponent: r is that power of the root of unity of order `order`.
  using Value = std::function<std::array<double, 2>(std::uint32_t exponent)>;

  /// Of a tree of `leaves` leaves whose first split is at the exponent `first`.
  Twiddles(std::size_t leaves, std::uint32_t order, std::uint32_t first, const Value& value);

  TwiddleTables tables() const { return {nodes_.data(), last_.data()}; }

 private:
  Doubles nodes_, last_;
};

/// The leaf that the entry `position` holds: numbers of groups and numbers within groups are exchanged in
/// each block of eight groups of eight.
inline std::size_t leaf_at(std::size_t position) {
  return (position & ~std::size_t(63)) | (position & 7) << 3 | (position >> 3 & 7);
}

/// The lowest `bits` bits in reverse order.
inline std::size_t reversed(std::size_t i, unsigned bits) {
  std::size_t result = 0;
  for (unsigned b = 0; b < bits; ++b) result |= (i >> b & 1) << (bits - 1 - b);
  return result;
}

}  // namespace he::ring
