#pragma once

#include "he/schemes/more/plane.h"
#include "he/schemes/planar/channel_evaluator.h"

namespace he::schemes::more {

/// MORE over the reals (Kipnis & Hibshoosh, IACR ePrint 2012/637), computed in the plane of the key: a
/// ciphertext is a·I + b·Q, and u = a + b, v = a − b are its two channels, message and mask in an order that
/// only the key tells. Every operation acts on u and v independently, so a product is u₁u₂, v₁v₂ and a
/// function f(u), f(v): no division, no special case, and rounding cannot leave the plane. Two planes: a, b.
template <class T>
class PlaneEvaluator final : public ChannelEvaluator<T, true> {
 public:
  /// `scheme` must carry the public matrix Q; throws DataError otherwise.
  explicit PlaneEvaluator(SchemeInfo scheme)
      : ChannelEvaluator<T, true>(scheme, more::layout(), {T(1), T(0)}), q_(plane_of(scheme)) {}

 protected:
  void read_row(const double* payload, std::size_t step, std::size_t count, T* const* planes) const override;
  void write_row(const T* const* planes, std::size_t count, double* payload, std::size_t step) const override;

 private:
  Matrix2 q_;
};

}  // namespace he::schemes::more
