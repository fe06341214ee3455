#include "he/schemes/more/plane_evaluator.h"

namespace he::schemes::more {

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
