#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "he/ring/lanes.h"

namespace he::ring {

/// Four doubles, with AVX2 and FMA.
struct Avx2Lanes {
  static constexpr std::size_t kLanes = 4, kTileRows = 6, kTileVectors = 2;
  using Vector = __m256d;
  static Vector load(const double* p) { return _mm256_loadu_pd(p); }
  static Vector load_reversed(const double* p) { return _mm256_permute4x64_pd(load(p), 0x1B); }
  static void store(double* p, Vector a) { _mm256_storeu_pd(p, a); }
  static void store_reversed(double* p, Vector a) { store(p, _mm256_permute4x64_pd(a, 0x1B)); }
  static Vector broadcast(double a) { return _mm256_set1_pd(a); }
  static Vector add(Vector a, Vector b) { return _mm256_add_pd(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_pd(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_pd(a, b); }
  static Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_pd(a, b, c); }
  static Vector multiply_subtract(Vector a, Vector b, Vector c) { return _mm256_fmsub_pd(a, b, c); }
  static Vector negative_multiply_add(Vector a, Vector b, Vector c) { return _mm256_fnmadd_pd(a, b, c); }
  static Vector larger_magnitude(Vector a, Vector b) {
    return _mm256_max_pd(a, _mm256_andnot_pd(_mm256_set1_pd(-0.0), b));
  }
  static Vector below_zero(Vector a, Vector b) {
    return _mm256_and_pd(b, _mm256_cmp_pd(a, _mm256_setzero_pd(), _CMP_LT_OQ));
  }
  static Vector above(Vector a, Vector limit, Vector b) {
    return _mm256_and_pd(b, _mm256_cmp_pd(a, limit, _CMP_GT_OQ));
  }
  static Vector from_bits(__m256i v) {
    const __m256i bits = _mm256_or_si256(_mm256_and_si256(v, _mm256_set1_epi64x(kIntegerMask)),
                                         _mm256_castpd_si256(broadcast(kIntegerBits)));
    return subtract(_mm256_castsi256_pd(bits), broadcast(kIntegerBits));
  }
  static __m256i to_bits(Vector a) {
    return _mm256_xor_si256(_mm256_castpd_si256(add(a, broadcast(kIntegerBits))),
                            _mm256_castpd_si256(broadcast(kIntegerBits)));
  }
  static Vector load_unsigned(const std::uint64_t* p) {
    return from_bits(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static Vector load_unsigned(const std::uint32_t* p) {
    return from_bits(_mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))));
  }
  static void store_unsigned(std::uint64_t* p, Vector a) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), to_bits(a));
  }
  static void store_unsigned(std::uint32_t* p, Vector a) {
    const __m256i low = _mm256_permutevar8x32_epi32(to_bits(a), _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_castsi256_si128(low));
  }
  static void transpose(Vector& a, Vector& b, Vector& c, Vector& d) {
    const Vector t0 = _mm256_unpacklo_pd(a, b), t1 = _mm256_unpackhi_pd(a, b), t2 = _mm256_unpacklo_pd(c, d),
                 t3 = _mm256_unpackhi_pd(c, d);
    a = _mm256_permute2f128_pd(t0, t2, 0x20);
    b = _mm256_permute2f128_pd(t1, t3, 0x20);
    c = _mm256_permute2f128_pd(t0, t2, 0x31);
    d = _mm256_permute2f128_pd(t1, t3, 0x31);
  }
  static void load_columns(const double* in, Vector (&x)[8]) {
    for (int c = 0; c < 4; ++c) x[c] = load(in + 8 * c), x[c + 4] = load(in + 8 * c + 4);
    transpose(x[0], x[1], x[2], x[3]);
    transpose(x[4], x[5], x[6], x[7]);
  }
  static void store_columns(double* out, Vector (&x)[8]) {
    transpose(x[0], x[1], x[2], x[3]);
    transpose(x[4], x[5], x[6], x[7]);
    for (int c = 0; c < 4; ++c) store(out + 8 * c, x[c]), store(out + 8 * c + 4, x[c + 4]);
  }
};

}  // namespace he::ring
