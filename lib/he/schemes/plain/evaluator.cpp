#include "he/schemes/plain/evaluator.h"

#include "he/schemes/planar/functions.h"

namespace he::schemes {

template <class T>
Tensor PlainEvaluator<T>::apply(Tensor x, const Function& f, std::optional<Interval>) const {
  auto& data = this->storage(x);
  functions::with<T>(f, [&](auto function) {
    T* values = data.plane(0);
    for (std::size_t i = 0; i < data.size(); ++i) values[i] = function.value(values[i]);
  });
  return x;
}

template <class T>
Tensor PlainEvaluator<T>::multiply(Tensor x, const Tensor& y) const {
  T* to = this->storage(x).plane(0);
  const T* by = this->storage(y).plane(0);
  for (std::size_t i = 0; i < this->storage(x).size(); ++i) to[i] *= by[i];
  return x;
}

template <class T>
Tensor PlainEvaluator<T>::divide(Tensor x, const Tensor& y) const {
  T* to = this->storage(x).plane(0);
  const T* by = this->storage(y).plane(0);
  for (std::size_t i = 0; i < this->storage(x).size(); ++i) to[i] /= functions::divisor(by[i]);
  return x;
}

template <class T>
Tensor PlainEvaluator<T>::maximum(const Tensor& x, const Windows& windows) const {
  Tensor y = this->make(windows.output_shape, x.records());
  const auto& from = this->storage(x);
  auto& to = this->storage(y);
  for (std::size_t o = 0; o < windows.outputs(); ++o) {
    T* row = to.row(0, o);
    std::copy_n(from.row(0, windows.taps[windows.first[o]]), to.stride(), row);
    for (std::uint32_t k = windows.first[o] + 1; k < windows.first[o + 1]; ++k) {
      const T* tap = from.row(0, windows.taps[k]);
      for (std::size_t i = 0; i < to.stride(); ++i) row[i] = std::max(row[i], tap[i]);
    }
  }
  return y;
}

template <class T>
void PlainEvaluator<T>::read_row(const double* payload, std::size_t step, std::size_t count,
                                 T* const* planes) const {
  for (std::size_t i = 0; i < count; ++i) planes[0][i] = static_cast<T>(payload[i * step]);
}

template <class T>
void PlainEvaluator<T>::write_row(const T* const* planes, std::size_t count, double* payload,
                                  std::size_t step) const {
  for (std::size_t i = 0; i < count; ++i) payload[i * step] = planes[0][i];
}

template class PlainEvaluator<float>;
template class PlainEvaluator<double>;

}  // namespace he::schemes
