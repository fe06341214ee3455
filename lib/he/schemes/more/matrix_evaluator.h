#pragma once

#include "he/schemes/planar/evaluator.h"

namespace he::schemes::more {

/// MORE as published, on 2x2 matrices (inference only): products are matrix products, functions are matrix
/// functions
///     f(C) = avg·I + slope·(C − t·I),   t = tr(C)/2,   s = sqrt(max(0, t² − det C)),
///     avg = (f(t + s) + f(t − s))/2,    slope = (f(t + s) − f(t − s))/(2s),
/// with s at least 1e-8·|t| for smooth f and 1e-15·|t| for f with a kink. It serves as the yardstick for the
/// evaluator in the plane. Four planes: c11, c12, c21, c22.
template <class T>
class MatrixEvaluator final : public PlanarEvaluator<T> {
 public:
  /// Throws DataError where `scheme` lacks the public matrix Q (it is not computed with, but every key has
  /// it).
  explicit MatrixEvaluator(SchemeInfo scheme);

  Tensor apply(Tensor x, const Function& f) const override;
  Tensor multiply(Tensor x, const Tensor& y) const override;
  Tensor divide(Tensor x, const Tensor& y) const override;
  /// max(C₁, C₂) = (C₁ + C₂ + |C₁ − C₂|)/2, one after the other.
  Tensor maximum(const Tensor& x, const Segments& segments) const override;

 protected:
  void read_row(const double* payload, std::size_t step, std::size_t count, T* const* planes) const override;
  void write_row(const T* const* planes, std::size_t count, double* payload, std::size_t step) const override;
};

}  // namespace he::schemes::more
