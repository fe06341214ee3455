#include "he/secret/more/ciphertexts.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace he::secret {
namespace {

using schemes::more::Matrix2;

typedef double Pair __attribute__((vector_size(16)));
typedef double Four __attribute__((vector_size(32), aligned(8)));

void store_cached(const double* const* m, const double* const* r, std::size_t coefficients, std::size_t count,
                  const Matrix2& p, double* c) {
  const Four one = {1, 0, 0, 1}, projector = {p[0], p[1], p[2], p[3]};
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < coefficients; ++k, c += 4)
      *reinterpret_cast<Four*>(c) = r[k][i] * one + (m[k][i] - r[k][i]) * projector;
}

void store_streaming(const double* const* m, const double* const* r, std::size_t coefficients,
                     std::size_t count, const Matrix2& p, double* c) {
#if defined(__SSE2__)
  const Pair upper_one = {1, 0}, lower_one = {0, 1}, upper = {p[0], p[1]}, lower = {p[2], p[3]};
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < coefficients; ++k, c += 4) {
      _mm_stream_pd(c, r[k][i] * upper_one + (m[k][i] - r[k][i]) * upper);
      _mm_stream_pd(c + 2, r[k][i] * lower_one + (m[k][i] - r[k][i]) * lower);
    }
  _mm_sfence();
#else
  store_cached(m, r, coefficients, count, p, c);
#endif
}

}  // namespace

void write_ciphertexts(const double* const* m, const double* const* r, std::size_t coefficients,
                       std::size_t count, const Matrix2& projector, bool streaming, double* c) {
  (streaming ? store_streaming : store_cached)(m, r, coefficients, count, projector, c);
}

void read_ciphertexts(const double* c, std::span<const double> weights, std::span<double> values) {
  const double* w = weights.data();
  for (double& value : values) {
    Four sum = {0, 0, 0, 0};
    for (std::size_t j = 0; j < weights.size(); j += 4)
      sum += *reinterpret_cast<const Four*>(w + j) * *reinterpret_cast<const Four*>(c + j);
    value = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    c += weights.size();
  }
}

}  // namespace he::secret
