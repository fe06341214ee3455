#include "he/schemes/more/plane_evaluator.h"

#include <limits>

#include "he/schemes/planar/functions.h"

namespace he::schemes::more {
namespace {

/// Replaces (a, b) by the coordinates of the channels op(u₁, u₂), op(v₁, v₂).
template <class T, class Op>
void combine(PlanarStorage<T>& x, const PlanarStorage<T>& y, Op op) {
  T *a = x.plane(0), *b = x.plane(1);
  const T *c = y.plane(0), *d = y.plane(1);
  for (std::size_t i = 0; i < x.plane_size(); ++i) {
    const T u = op(a[i] + b[i], c[i] + d[i]);
    const T v = op(a[i] - b[i], c[i] - d[i]);
    a[i] = (u + v) / 2;
    b[i] = (u - v) / 2;
  }
}

}  // namespace

template <class T>
Tensor PlaneEvaluator<T>::apply(Tensor x, const Function& f, std::optional<Interval>) const {
  auto& data = this->storage(x);
  functions::with<T>(f, [&](auto function) {
    T *a = data.plane(0), *b = data.plane(1);
    for (std::size_t i = 0; i < data.plane_size(); ++i) {
      const T u = function.value(a[i] + b[i]);
      const T v = function.value(a[i] - b[i]);
      a[i] = (u + v) / 2;
      b[i] = (u - v) / 2;
    }
  });
  return x;
}

template <class T>
Tensor PlaneEvaluator<T>::multiply(Tensor x, const Tensor& y) const {
  combine(this->storage(x), this->storage(y), [](T u, T w) { return u * w; });
  return x;
}

template <class T>
Tensor PlaneEvaluator<T>::divide(Tensor x, const Tensor& y) const {
  combine(this->storage(x), this->storage(y), [](T u, T w) { return u / functions::divisor(w); });
  return x;
}

template <class T>
Tensor PlaneEvaluator<T>::maximum(const Tensor& x, const Windows& windows) const {
  Tensor y = this->make(windows.output_shape, x.records());
  const auto& from = this->storage(x);
  auto& to = this->storage(y);
  for (std::size_t o = 0; o < windows.outputs(); ++o) {
    T *u = to.row(0, o), *v = to.row(1, o);
    std::fill_n(u, to.stride(), -std::numeric_limits<T>::infinity());
    std::fill_n(v, to.stride(), -std::numeric_limits<T>::infinity());
    for (std::uint32_t k = windows.first[o]; k < windows.first[o + 1]; ++k) {
      const T *a = from.row(0, windows.taps[k]), *b = from.row(1, windows.taps[k]);
      for (std::size_t i = 0; i < to.stride(); ++i) {
        u[i] = std::max(u[i], a[i] + b[i]);
        v[i] = std::max(v[i], a[i] - b[i]);
      }
    }
    for (std::size_t i = 0; i < to.stride(); ++i) {
      const T most_u = u[i], most_v = v[i];
      u[i] = (most_u + most_v) / 2;
      v[i] = (most_u - most_v) / 2;
    }
  }
  return y;
}

template <class T>
void PlaneEvaluator<T>::read_row(const double* payload, std::size_t step, std::size_t count,
                                 T* const* planes) const {
  // a = tr(C)/2, b = tr(Q·C)/2: a projection onto the plane.
  for (std::size_t i = 0; i < count; ++i) {
    const double* c = payload + i * step;
    planes[0][i] = static_cast<T>((c[0] + c[3]) / 2);
    planes[1][i] = static_cast<T>((q_[0] * c[0] + q_[1] * c[2] + q_[2] * c[1] + q_[3] * c[3]) / 2);
  }
}

template <class T>
void PlaneEvaluator<T>::write_row(const T* const* planes, std::size_t count, double* payload,
                                  std::size_t step) const {
  for (std::size_t i = 0; i < count; ++i) {
    const double a = planes[0][i], b = planes[1][i];
    double* c = payload + i * step;
    c[0] = a + b * q_[0];
    c[1] = b * q_[1];
    c[2] = b * q_[2];
    c[3] = a + b * q_[3];
  }
}

template class PlaneEvaluator<float>;
template class PlaneEvaluator<double>;

}  // namespace he::schemes::more
