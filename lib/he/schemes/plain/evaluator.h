#pragma once

#include "he/schemes/planar/channel_evaluator.h"

namespace he::schemes {

/// Numbers as they are: the scheme that encrypted runs are compared with. One plane.
template <class T>
class PlainEvaluator final : public ChannelEvaluator<T, false> {
 public:
  PlainEvaluator() : ChannelEvaluator<T, false>(SchemeInfo{}, PayloadLayout{}, {T(1)}) {}

 protected:
  void read_row(const double* payload, std::size_t step, std::size_t count, T* const* planes) const override;
  void write_row(const T* const* planes, std::size_t count, double* payload, std::size_t step) const override;
};

}  // namespace he::schemes
