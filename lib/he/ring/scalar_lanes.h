#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "he/ring/lanes.h"

namespace he::ring {

/// One double at a time, on processors that fuse multiplication and addition.
struct FusedLanes {
  static constexpr std::size_t kLanes = 1, kTileRows = 4, kTileVectors = 4;
  using Vector = double;
  static Vector load(const double* p) { return *p; }
  static Vector load_reversed(const double* p) { return *p; }
  static void store(double* p, Vector a) { *p = a; }
  static void store_reversed(double* p, Vector a) { *p = a; }
  static Vector broadcast(double a) { return a; }
  static Vector add(Vector a, Vector b) { return a + b; }
  static Vector subtract(Vector a, Vector b) { return a - b; }
  static Vector multiply(Vector a, Vector b) { return a * b; }
  static Vector multiply_add(Vector a, Vector b, Vector c) { return std::fma(a, b, c); }
  static Vector multiply_subtract(Vector a, Vector b, Vector c) { return std::fma(a, b, -c); }
  static Vector negative_multiply_add(Vector a, Vector b, Vector c) { return std::fma(-a, b, c); }
  // Without branches: residues may be secret. Bits of numbers that are not negative are in the numbers'
  // order.
  static Vector larger_magnitude(Vector a, Vector b) {
    const auto x = __builtin_bit_cast(std::int64_t, a), y = __builtin_bit_cast(std::int64_t, std::fabs(b));
    return __builtin_bit_cast(double, x - ((x - y) & ((x - y) >> 63)));
  }
  static Vector below_zero(Vector a, Vector b) { return where_negative(static_cast<std::int64_t>(a), b); }
  static Vector above(Vector a, Vector limit, Vector b) {
    return where_negative(static_cast<std::int64_t>(limit) - static_cast<std::int64_t>(a), b);
  }
  static Vector where_negative(std::int64_t x, Vector b) {
    return __builtin_bit_cast(double, __builtin_bit_cast(std::int64_t, b) & (x >> 63));
  }
  template <class Integer>
  static Vector load_unsigned(const Integer* p) {
    return static_cast<double>(*p & kIntegerMask);
  }
  template <class Integer>
  static void store_unsigned(Integer* p, Vector a) {
    *p = static_cast<Integer>(a);
  }
  static void load_columns(const double* in, Vector (&x)[8]) {
    for (std::size_t r = 0; r < 8; ++r) x[r] = in[r];
  }
  static void store_columns(double* out, const Vector (&x)[8]) {
    for (std::size_t r = 0; r < 8; ++r) out[r] = x[r];
  }
};

/// One double at a time, on any processor; residues are reduced in 64-bit integers. multiply_add rounds
/// twice, and is for sums that are exact.
struct IntegerLanes : FusedLanes {
  static Vector multiply_add(Vector a, Vector b, Vector c) { return a * b + c; }
  static Vector multiply_subtract(Vector, Vector, Vector) = delete;
  static Vector negative_multiply_add(Vector, Vector, Vector) = delete;
};

}  // namespace he::ring
