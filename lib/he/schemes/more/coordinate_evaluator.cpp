#include "he/schemes/more/coordinate_evaluator.h"

#include <algorithm>

namespace he::schemes::more {
namespace {

/// The coordinates of some neighbouring records, in two halves: a and b of each coefficient, or of the value
/// at each point.
class Coordinates {
 public:
  static constexpr std::size_t kRecords = 64;

  Coordinates() {
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t k = 0; k < kMaxCoefficients; ++k) rows_[half][k] = numbers_[half][k];
  }
  double* const* half(std::size_t which) const { return rows_[which]; }

 private:
  double numbers_[2][kMaxCoefficients][kRecords];
  double* rows_[2][kMaxCoefficients];
};

template <class T>
std::vector<T> units(std::size_t degree) {
  std::vector<T> unit;
  for (std::size_t k = 0; k < degree; ++k) unit.insert(unit.end(), {T(1), T(0)});
  return unit;
}

/// a = tr(C)/2, b = tr(Q·C)/2: a projection onto the plane.
void project(const Matrix2& q, const double* c, double& a, double& b) {
  a = (c[0] + c[3]) / 2;
  b = (q[0] * c[0] + q[1] * c[2] + q[2] * c[1] + q[3] * c[3]) / 2;
}

/// C = a·I + b·Q.
void compose(const Matrix2& q, double a, double b, double* c) {
  c[0] = a + b * q[0];
  c[1] = b * q[1];
  c[2] = b * q[2];
  c[3] = a + b * q[3];
}

}  // namespace

template <class T>
CoordinateEvaluator<T>::CoordinateEvaluator(SchemeInfo scheme, PayloadLayout layout, EvaluationMap map)
    : ChannelEvaluator<T, true>(scheme, std::move(layout), units<T>(map.degree())),
      q_(public_matrix_of(scheme)),
      map_(std::move(map)) {}

template <class T>
double CoordinateEvaluator<T>::expected_error() const {
  return ChannelEvaluator<T, true>::expected_error() * (map_.degree() > 4 ? 100 : 1);
}

template <class T>
void CoordinateEvaluator<T>::read_row(const double* payload, std::size_t step, std::size_t count,
                                      T* const* planes) const {
  const Coordinates coefficients, values;
  for (std::size_t first = 0; first < count; first += Coordinates::kRecords) {
    const std::size_t run = std::min(Coordinates::kRecords, count - first);
    for (std::size_t i = 0; i < run; ++i)
      for (std::size_t k = 0; k < map_.degree(); ++k)
        project(q_, payload + (first + i) * step + 4 * k, coefficients.half(0)[k][i],
                coefficients.half(1)[k][i]);
    for (std::size_t half = 0; half < 2; ++half) {
      map_.evaluate(coefficients.half(half), run, values.half(half));
      for (std::size_t r = 0; r < map_.degree(); ++r)
        std::transform(values.half(half)[r], values.half(half)[r] + run, planes[2 * r + half] + first,
                       [](double x) { return static_cast<T>(x); });
    }
  }
}

template <class T>
void CoordinateEvaluator<T>::write_row(const T* const* planes, std::size_t count, double* payload,
                                       std::size_t step) const {
  const Coordinates coefficients, values;
  for (std::size_t first = 0; first < count; first += Coordinates::kRecords) {
    const std::size_t run = std::min(Coordinates::kRecords, count - first);
    for (std::size_t half = 0; half < 2; ++half) {
      for (std::size_t r = 0; r < map_.degree(); ++r)
        std::copy_n(planes[2 * r + half] + first, run, values.half(half)[r]);
      map_.interpolate(values.half(half), run, coefficients.half(half));
    }
    for (std::size_t i = 0; i < run; ++i)
      for (std::size_t k = 0; k < map_.degree(); ++k)
        compose(q_, coefficients.half(0)[k][i], coefficients.half(1)[k][i],
                payload + (first + i) * step + 4 * k);
  }
}

template class CoordinateEvaluator<float>;
template class CoordinateEvaluator<double>;

}  // namespace he::schemes::more
