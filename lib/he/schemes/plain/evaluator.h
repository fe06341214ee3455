#pragma once

#include "he/schemes/planar/evaluator.h"

namespace he::schemes {

/// Numbers as they are: the scheme that encrypted runs are compared with. One plane.
template <class T>
class PlainEvaluator final : public PlanarEvaluator<T> {
 public:
  PlainEvaluator() : PlanarEvaluator<T>(SchemeInfo{}, PayloadLayout{}, {T(1)}) {}

  Tensor apply(Tensor x, const Function& f, std::optional<Interval> interval) const override;
  Tensor multiply(Tensor x, const Tensor& y) const override;
  Tensor divide(Tensor x, const Tensor& y) const override;
  Tensor maximum(const Tensor& x, const Windows& windows) const override;

 protected:
  void read_row(const double* payload, std::size_t step, std::size_t count, T* const* planes) const override;
  void write_row(const T* const* planes, std::size_t count, double* payload, std::size_t step) const override;
};

}  // namespace he::schemes
