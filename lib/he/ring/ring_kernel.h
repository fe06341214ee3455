#pragma once

#include "he/ring/quads.h"
#include "he/ring/residue_field.h"
#include "he/ring/single_lanes.h"
#include "he/ring/transform_kernel.h"

/// The transform of the conjugate-invariant ring: fold and first layer in one pass, then the tree.
namespace he::ring {

/// From coefficients to values. b_k = a_k − I·a_(N−k) is the polynomial modulo X^N − I. Its upper half is
/// −I·c with c_(N−k) = a_k + I·a_(N−k), and that factor is taken over by the first layer.
template <class L>
void forward_transform(const TransformTables& tables, double* values) {
  using Field = ResidueField<L>;
  const Field f(tables.modulus, values);
  const auto fold = Field::twiddle(tables.fold), root = Field::twiddle(tables.fold_root);
  const std::size_t half = tables.degree / 2;
  const double first = values[0], middle = values[half];
  for_each_quad<L>(values, tables.degree, [&](std::size_t, auto& a, auto& b, auto& c, auto& d) {
    const auto u = f.times(d, fold), v = f.times(c, fold);
    const auto low = f.minus(a, u), low2 = f.minus(b, v);
    const auto high = f.times(f.plus(b, v), root), high2 = f.times(f.plus(a, u), root);
    a = f.plus(low, high);
    c = f.minus(low, high);
    b = f.plus(low2, high2);
    d = f.minus(low2, high2);
  });
  const auto a = L::broadcast(first), m = L::broadcast(middle);
  const auto high = f.times(f.plus(m, f.times(m, fold)), root);
  values[0] = first_lane<L>(f.plus(a, high));
  values[half] = first_lane<L>(f.minus(a, high));
  subtree<true>(f, tables.forward, 2, 0, half);
  subtree<true>(f, tables.forward, 3, half, half);
}

template <class L>
void inverse_transform(const TransformTables& tables, double* values) {
  using Field = ResidueField<L>;
  const Field f(tables.modulus, values);
  const std::size_t half = tables.degree / 2;
  subtree<false>(f, tables.inverse, 2, 0, half);
  subtree<false>(f, tables.inverse, 3, half, half);
  const auto scale = Field::twiddle(tables.scale), root = Field::twiddle(tables.unfold_root),
             unfold = Field::twiddle(tables.unfold);
  const auto sum = L::broadcast(values[0] + values[half]),
             difference = L::broadcast(values[0] - values[half]);
  for_each_quad<L>(values, tables.degree, [&](std::size_t, auto& a, auto& b, auto& c, auto& d) {
    const auto low = f.times(f.plus(a, c), scale), high = f.times(f.minus(a, c), root);
    const auto low2 = f.times(f.plus(b, d), scale), high2 = f.times(f.minus(b, d), root);
    a = f.reduce(f.plus(low, high2));
    d = f.reduce(f.times(f.minus(high2, low), unfold));
    b = f.reduce(f.plus(low2, high));
    c = f.reduce(f.times(f.minus(high, low2), unfold));
  });
  values[0] = first_lane<L>(f.reduce(f.times(sum, Field::twiddle(tables.scale_first))));
  values[half] = first_lane<L>(f.reduce(f.times(difference, Field::twiddle(tables.unfold_middle))));
}

}  // namespace he::ring
