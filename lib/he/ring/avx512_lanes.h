#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "he/ring/lanes.h"

namespace he::ring {

/// Eight doubles, with AVX-512F.
struct Avx512Lanes {
  static constexpr std::size_t kLanes = 8, kTileRows = 12, kTileVectors = 2;
  using Vector = __m512d;
  static __m512i descending() { return _mm512_set_epi64(0, 1, 2, 3, 4, 5, 6, 7); }
  static Vector load(const double* p) { return _mm512_loadu_pd(p); }
  static Vector load_reversed(const double* p) { return _mm512_permutexvar_pd(descending(), load(p)); }
  static void store(double* p, Vector a) { _mm512_storeu_pd(p, a); }
  static void store_reversed(double* p, Vector a) { store(p, _mm512_permutexvar_pd(descending(), a)); }
  static Vector broadcast(double a) { return _mm512_set1_pd(a); }
  static Vector add(Vector a, Vector b) { return _mm512_add_pd(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_pd(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_pd(a, b); }
  static Vector multiply_add(Vector a, Vector b, Vector c) { return _mm512_fmadd_pd(a, b, c); }
  static Vector multiply_subtract(Vector a, Vector b, Vector c) { return _mm512_fmsub_pd(a, b, c); }
  static Vector negative_multiply_add(Vector a, Vector b, Vector c) { return _mm512_fnmadd_pd(a, b, c); }
  static Vector larger_magnitude(Vector a, Vector b) { return _mm512_max_pd(a, _mm512_abs_pd(b)); }
  static Vector below_zero(Vector a, Vector b) {
    return _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(a, _mm512_setzero_pd(), _CMP_LT_OQ), b);
  }
  static Vector above(Vector a, Vector limit, Vector b) {
    return _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(a, limit, _CMP_GT_OQ), b);
  }
  static Vector load_unsigned(const std::uint64_t* p) {
    const __m512i bits =
        _mm512_or_si512(_mm512_and_si512(_mm512_loadu_si512(p), _mm512_set1_epi64(kIntegerMask)),
                        _mm512_castpd_si512(broadcast(kIntegerBits)));
    return subtract(_mm512_castsi512_pd(bits), broadcast(kIntegerBits));
  }
  static Vector load_unsigned(const std::uint32_t* p) {
    return _mm512_cvtepu32_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static void store_unsigned(std::uint64_t* p, Vector a) {
    _mm512_storeu_si512(p, _mm512_xor_si512(_mm512_castpd_si512(add(a, broadcast(kIntegerBits))),
                                            _mm512_castpd_si512(broadcast(kIntegerBits))));
  }
  static void store_unsigned(std::uint32_t* p, Vector a) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvttpd_epu32(a));
  }
  /// x[r], lane c becomes x[c], lane r.
  static void transpose(Vector (&x)[8]) {
    Vector t[8], u[8];
    for (int i = 0; i < 4; ++i) {
      t[2 * i] = _mm512_unpacklo_pd(x[2 * i], x[2 * i + 1]);
      t[2 * i + 1] = _mm512_unpackhi_pd(x[2 * i], x[2 * i + 1]);
    }
    for (int i = 0; i < 2;
         ++i)  // pairs of columns: u[4i + k] holds the columns k and k + 4 of rows 4i … 4i + 3
      for (int k = 0; k < 2; ++k) {
        u[4 * i + k] = _mm512_shuffle_f64x2(t[4 * i + k], t[4 * i + 2 + k], 0x88);
        u[4 * i + 2 + k] = _mm512_shuffle_f64x2(t[4 * i + k], t[4 * i + 2 + k], 0xDD);
      }
    for (int k = 0; k < 4; ++k) {
      x[k] = _mm512_shuffle_f64x2(u[k], u[4 + k], 0x88);
      x[k + 4] = _mm512_shuffle_f64x2(u[k], u[4 + k], 0xDD);
    }
  }
  static void load_columns(const double* in, Vector (&x)[8]) {
    for (int c = 0; c < 8; ++c) x[c] = load(in + 8 * c);
    transpose(x);
  }
  static void store_columns(double* out, Vector (&x)[8]) {
    transpose(x);
    for (int c = 0; c < 8; ++c) store(out + 8 * c, x[c]);
  }
};

}  // namespace he::ring
