#include "he/schemes/plain/evaluator.h"

namespace he::schemes {

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
