#include "he/schemes/more/matrix_evaluator.h"

#include <algorithm>

#include "he/schemes/more/public_matrix.h"
#include "he/schemes/planar/functions.h"

namespace he::schemes::more {
namespace {

template <class T>
struct Ciphertext {
  T c11, c12, c21, c22;
};

template <class T>
Ciphertext<T> product(const Ciphertext<T>& x, const Ciphertext<T>& y) {
  return {x.c11 * y.c11 + x.c12 * y.c21, x.c11 * y.c12 + x.c12 * y.c22, x.c21 * y.c11 + x.c22 * y.c21,
          x.c21 * y.c12 + x.c22 * y.c22};
}

// Far below any number that matters, and far enough above the denormal numbers, with which arithmetic is
// slow.
template <class T>
constexpr T kSmallestStep = sizeof(T) == 8 ? T(1e-100) : T(1e-18);

/// f(C). t² − det C is formed as ((c11 − c22)/2)² + c12·c21, which does not cancel. The quotient only
/// multiplies C − t·I, so where the channels nearly coincide it is taken over a step at which rounding cannot
/// spoil the product: relative to t, and to C − t·I itself (which in the plane of a key is never 100 times s,
/// but rounding error may be).
template <class T, class F>
Ciphertext<T> matrix_function(const F& f, const Ciphertext<T>& c) {
  constexpr T step = sizeof(T) == 8 ? (F::smooth ? T(1e-8) : T(1e-15)) : (F::smooth ? T(1e-3) : T(1e-7));
  const T t = (c.c11 + c.c22) / 2, half = (c.c11 - c.c22) / 2;
  const T distance = std::sqrt(std::max(half * half + c.c12 * c.c21, T(0)));
  const T size = std::max(std::fabs(half), std::max(std::fabs(c.c12), std::fabs(c.c21)));
  const T s = std::max(std::max(distance, T(0.01) * size), std::max(step * std::fabs(t), kSmallestStep<T>));
  const T high = f.value(t + s), low = f.value(t - s);
  const T average = (high + low) / 2, slope = (high - low) / (2 * s);
  return {average + slope * half, slope * c.c12, slope * c.c21, average - slope * half};
}

/// Applies `op` to the ciphertexts of rows of `count` numbers, `row[plane]` each.
template <class T, class Op>
void for_each(T* const (&x)[4], const T* const (&y)[4], std::size_t count, Op op) {
  T *x0 = x[0], *x1 = x[1], *x2 = x[2], *x3 = x[3];
  const T *y0 = y[0], *y1 = y[1], *y2 = y[2], *y3 = y[3];
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) {
    const Ciphertext<T> r =
        op(Ciphertext<T>{x0[i], x1[i], x2[i], x3[i]}, Ciphertext<T>{y0[i], y1[i], y2[i], y3[i]});
    x0[i] = r.c11, x1[i] = r.c12, x2[i] = r.c21, x3[i] = r.c22;
  }
}

template <class T, class Op>
void for_each(PlanarStorage<T>& x, const PlanarStorage<T>& y, Op op) {
  T* const to[4] = {x.plane(0), x.plane(1), x.plane(2), x.plane(3)};
  const T* const from[4] = {y.plane(0), y.plane(1), y.plane(2), y.plane(3)};
  for_each(to, from, x.plane_size(), op);
}

}  // namespace

template <class T>
MatrixEvaluator<T>::MatrixEvaluator(SchemeInfo scheme)
    : PlanarEvaluator<T>(scheme, more::layout(), {T(1), T(0), T(0), T(1)}) {
  public_matrix_of(scheme);
}

template <class T>
Tensor MatrixEvaluator<T>::apply(Tensor x, const Function& f) const {
  auto& data = this->storage(x);
  functions::with<T>(f, [&](auto function) {
    for_each(data, data,
             [&](const Ciphertext<T>& c, const Ciphertext<T>&) { return matrix_function(function, c); });
  });
  return x;
}

template <class T>
Tensor MatrixEvaluator<T>::multiply(Tensor x, const Tensor& y) const {
  for_each(this->storage(x), this->storage(y), [](const auto& c, const auto& d) { return product(c, d); });
  return x;
}

template <class T>
Tensor MatrixEvaluator<T>::divide(Tensor x, const Tensor& y) const {
  for_each(this->storage(x), this->storage(y), [](const Ciphertext<T>& c, const Ciphertext<T>& d) {
    return product(c, matrix_function(functions::Reciprocal<T>{}, d));
  });
  return x;
}

template <class T>
Tensor MatrixEvaluator<T>::maximum(const Tensor& x, const Segments& segments) const {
  Tensor y = this->make(segments.output_shape, x);
  const auto& from = this->storage(x);
  auto& to = this->storage(y);
  for (std::size_t o = 0; o < segments.outputs(); ++o) {
    T* const row[4] = {to.row(0, o), to.row(1, o), to.row(2, o), to.row(3, o)};
    const std::size_t first = segments.indices[segments.first[o]];
    for (std::size_t p = 0; p < 4; ++p) std::copy_n(from.row(p, first), to.stride(), row[p]);
    for (std::uint32_t k = segments.first[o] + 1; k < segments.first[o + 1]; ++k) {
      const std::size_t f = segments.indices[k];
      const T* const tap[4] = {from.row(0, f), from.row(1, f), from.row(2, f), from.row(3, f)};
      for_each(row, tap, to.stride(), [](const Ciphertext<T>& c, const Ciphertext<T>& d) {
        const Ciphertext<T> gap = matrix_function(
            functions::Abs<T>{}, Ciphertext<T>{c.c11 - d.c11, c.c12 - d.c12, c.c21 - d.c21, c.c22 - d.c22});
        return Ciphertext<T>{(c.c11 + d.c11 + gap.c11) / 2, (c.c12 + d.c12 + gap.c12) / 2,
                             (c.c21 + d.c21 + gap.c21) / 2, (c.c22 + d.c22 + gap.c22) / 2};
      });
    }
  }
  return y;
}

template <class T>
void MatrixEvaluator<T>::read_row(const double* payload, std::size_t step, std::size_t count,
                                  T* const* planes) const {
  for (std::size_t p = 0; p < 4; ++p)
    for (std::size_t i = 0; i < count; ++i) planes[p][i] = static_cast<T>(payload[i * step + p]);
}

template <class T>
void MatrixEvaluator<T>::write_row(const T* const* planes, std::size_t count, double* payload,
                                   std::size_t step) const {
  for (std::size_t p = 0; p < 4; ++p)
    for (std::size_t i = 0; i < count; ++i) payload[i * step + p] = planes[p][i];
}

template class MatrixEvaluator<float>;
template class MatrixEvaluator<double>;

}  // namespace he::schemes::more
