#pragma once

#include "he/ring/quads.h"
#include "he/ring/transform_kernel.h"

/// The cosine transform by one complex transform of half its size. No multiplication is fused with an
/// addition, so all sets of instructions give the same bits.
namespace he::ring {

/// Complex numbers, their real and their imaginary parts each an array.
template <class L>
struct ComplexField {
  using Lanes = L;
  using Vector = typename L::Vector;
  struct Element {
    Vector re, im;
  };
  using Twiddle = Element;

  Element load(std::size_t at) const { return {L::load(re + at), L::load(im + at)}; }
  void store(std::size_t at, const Element& x) const {
    L::store(re + at, x.re);
    L::store(im + at, x.im);
  }
  static Twiddle twiddle(const double* pair) { return {L::broadcast(pair[0]), L::broadcast(pair[1])}; }
  static Twiddle twiddles(const double* pair) { return {L::load(pair), L::load(pair + 8)}; }
  static Element times(const Element& a, const Element& b) {
    return {L::subtract(L::multiply(a.re, b.re), L::multiply(a.im, b.im)),
            L::add(L::multiply(a.re, b.im), L::multiply(a.im, b.re))};
  }
  static Element plus(const Element& a, const Element& b) { return {L::add(a.re, b.re), L::add(a.im, b.im)}; }
  static Element minus(const Element& a, const Element& b) {
    return {L::subtract(a.re, b.re), L::subtract(a.im, b.im)};
  }
  static Element reduce(const Element& a) { return a; }

  static constexpr std::size_t kArrays = 2;
  double* array(std::size_t i) const { return i == 0 ? re : im; }
  static Vector& part(Element& x, std::size_t i) { return i == 0 ? x.re : x.im; }

  double *re, *im;
};

/// From the slots in their places (CosineTables) to coefficients: with M = N/2 and the discrete Fourier
/// transform U of u, E = (U_k + conj U_(M−k))/2 and O = (U_k − conj U_(M−k))/2i are those of the even and the
/// odd places. With θ = e^(−iπk/2N) and φ = e^(−5iπk/2N), W = θE + φO holds the coefficients k and N − k as
/// Re W and −Im W, and θE − φO, turned by an eighth, those beside the middle.
template <class L>
void slots_to_coefficients(const CosineTables& tables, double* values) {
  const std::size_t degree = tables.degree, half = degree / 2;
  using Field = ComplexField<L>;
  const Field f{values, values + half};
  subtree<false>(f, tables.inverse, 1, 0, half);
  const double count = static_cast<double>(degree), first = (values[0] + values[half]) / count,
               middle = (values[0] - values[half]) / count * tables.root_half;
  const auto scale = L::broadcast(0.5 / count), root = L::broadcast(tables.root_half), zero = L::broadcast(0);
  for_each_quad<L>(values, degree, [&](std::size_t k, auto& a, auto& b, auto& c, auto& d) {
    const typename Field::Element even{L::multiply(scale, L::add(a, b)),
                                       L::multiply(scale, L::subtract(c, d))},
        odd{L::multiply(scale, L::add(c, d)), L::multiply(scale, L::subtract(b, a))};
    const auto p = f.times(even, {L::load(tables.even[0] + k), L::load(tables.even[1] + k)});
    const auto r = f.times(odd, {L::load(tables.odd[0] + k), L::load(tables.odd[1] + k)});
    const auto w = f.plus(p, r), s = f.minus(p, r);
    a = w.re;
    b = L::multiply(root, L::subtract(s.re, s.im));
    c = L::multiply(root, L::add(s.re, s.im));
    d = L::subtract(zero, w.im);
  });
  values[0] = first;
  values[half] = middle;
}

/// The same backwards.
template <class L>
void coefficients_to_slots(const CosineTables& tables, double* values) {
  const std::size_t degree = tables.degree, half = degree / 2;
  using Field = ComplexField<L>;
  const Field f{values, values + half};
  const double middle = values[half] / tables.root_half, first = values[0] + middle,
               second = values[0] - middle;
  const auto root = L::broadcast(tables.root_half), zero = L::broadcast(0);
  const auto conjugate = [&](const double* const(&table)[2], std::size_t k) {
    return typename Field::Element{L::load(table[0] + k), L::subtract(zero, L::load(table[1] + k))};
  };
  for_each_quad<L>(values, degree, [&](std::size_t k, auto& a, auto& b, auto& c, auto& d) {
    const typename Field::Element w{a, L::subtract(zero, d)},
        s{L::multiply(root, L::add(b, c)), L::multiply(root, L::subtract(c, b))};
    const auto even = f.times(f.plus(w, s), conjugate(tables.even, k));
    const auto odd = f.times(f.minus(w, s), conjugate(tables.odd, k));
    a = L::subtract(even.re, odd.im);
    b = L::add(even.re, odd.im);
    c = L::add(odd.re, even.im);
    d = L::subtract(odd.re, even.im);
  });
  values[0] = first;
  values[half] = second;
  subtree<true>(f, tables.forward, 1, 0, half);
}

}  // namespace he::ring
