#pragma once

#include "he/schemes/more/public_matrix.h"
#include "he/schemes/planar/channel_evaluator.h"
#include "he/schemes/planar/evaluation_map.h"

namespace he::schemes::more {

/// MORE over the reals (Kipnis & Hibshoosh, IACR ePrint 2012/637), computed in the plane of the key: a
/// ciphertext is a·I + b·Q, and u = a + b, v = a − b are its two channels, message and mask in an order that
/// only the key tells. Every operation acts on u and v independently, so a product is u₁u₂, v₁v₂ and a
/// function f(u), f(v): no division, no special case, and rounding cannot leave the plane.
///
/// A number on file is the ciphertexts of d coefficients of a polynomial (d = 1: of the number itself). In
/// memory it is in evaluation form, as lattice libraries keep theirs: the ciphertexts of the polynomial's
/// values at d public points, on which products modulo the public polynomial and functions act one by one.
/// 2d planes: a, b of the first point, a, b of the second, …
template <class T>
class CoordinateEvaluator final : public ChannelEvaluator<T, true> {
 public:
  /// `scheme` must carry the public matrix Q; throws DataError otherwise. `map`: from the coefficients on
  /// file to the values.
  CoordinateEvaluator(SchemeInfo scheme, PayloadLayout layout, EvaluationMap map);

  /// Eight points amplify rounding some hundred times.
  double expected_error() const override;

 protected:
  T rounding() const override { return static_cast<T>(map_.amplification()); }
  void read_row(const double* payload, std::size_t step, std::size_t count, T* const* planes) const override;
  void write_row(const T* const* planes, std::size_t count, double* payload, std::size_t step) const override;

 private:
  Matrix2 q_;
  EvaluationMap map_;
};

}  // namespace he::schemes::more
