#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

/// Vectors of doubles behind one set of names. Kernels are templates over one of these types, and every type
/// has a source of its own that is compiled for its instructions, so nothing here may be called from
/// elsewhere. All operations round as IEEE 754 says: those sources are compiled with -ffp-contract=off.
namespace he::ring {

/// The lowest 52 bits of a double are an integer v where the double is 2^52 + v.
inline constexpr double kIntegerBits = 0x1p52;
inline constexpr std::uint64_t kIntegerMask = (std::uint64_t(1) << 52) - 1;

/// The sum that rounds a double of at most 2^51 to an integer, ties to even: it has no digits behind the
/// point.
inline constexpr double kRounding = 0x1.8p52;

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
  static Vector larger_magnitude(Vector a, Vector b) { return std::fabs(b) > a ? std::fabs(b) : a; }
  static Vector below_zero(Vector a, Vector b) { return a < 0 ? b : 0.0; }
  static Vector above(Vector a, Vector limit, Vector b) { return a > limit ? b : 0.0; }
  /// Of integers below 2^52, as all that follow.
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

/// One double at a time, on any processor; residues are reduced in 64-bit integers.
struct IntegerLanes : FusedLanes {
  static Vector multiply_add(Vector a, Vector b, Vector c) {
    return a * b + c;
  }  // exact where the kernel says so
  static Vector multiply_subtract(Vector, Vector, Vector) = delete;
  static Vector negative_multiply_add(Vector, Vector, Vector) = delete;
};

#if defined(__AVX2__) && defined(__FMA__)
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
  /// x[r], lane c = in[8c + r].
  static void load_columns(const double* in, Vector (&x)[8]) {
    for (int c = 0; c < 4; ++c) x[c] = load(in + 8 * c), x[c + 4] = load(in + 8 * c + 4);
    transpose(x[0], x[1], x[2], x[3]);
    transpose(x[4], x[5], x[6], x[7]);
  }
  /// The other way.
  static void store_columns(double* out, Vector (&x)[8]) {
    transpose(x[0], x[1], x[2], x[3]);
    transpose(x[4], x[5], x[6], x[7]);
    for (int c = 0; c < 4; ++c) store(out + 8 * c, x[c]), store(out + 8 * c + 4, x[c + 4]);
  }
};
#endif

#if defined(__AVX512F__)
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
#endif

}  // namespace he::ring
