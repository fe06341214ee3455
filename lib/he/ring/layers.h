#pragma once

#include <cstddef>

/// Layers of the transform on a few elements in registers. Fields F are ResidueField and ComplexField; bounds
/// are those of residues, for which times(x) is at most (0.5 + 0.03·|x|/q)·q.
namespace he::ring {

/// (a, b) becomes (a + w·b, a − w·b).
template <class F>
void split(const F& f, typename F::Element& a, typename F::Element& b, const typename F::Twiddle& w) {
  const auto u = a, v = f.times(b, w);
  a = f.plus(u, v);
  b = f.minus(u, v);
}

/// (a, b) becomes (a + b, w·(a − b)).
template <class F>
void join(const F& f, typename F::Element& a, typename F::Element& b, const typename F::Twiddle& w) {
  const auto u = a, v = b;
  a = f.plus(u, v);
  b = f.times(f.minus(u, v), w);
}

/// One, two or three layers, w in the order of a heap. All but x[0] are multiplied on their way. So from |x|
/// <= c·q, c <= 2.1, at most (c + 1.2)·q is multiplied, and sums are at most (c + 0.6·layers)·q, or (0.5 +
/// 0.6·layers)·q where x[0] came reduced: less than 4.28q after three layers that begin with 2.1.
template <class F>
void split_all(const F& f, typename F::Element (&x)[2], const typename F::Twiddle* w) {
  split(f, x[0], x[1], w[0]);
}
template <class F>
void split_all(const F& f, typename F::Element (&x)[4], const typename F::Twiddle* w) {
  split(f, x[0], x[2], w[0]), split(f, x[1], x[3], w[0]);
  split(f, x[0], x[1], w[1]), split(f, x[2], x[3], w[2]);
}
template <class F>
void split_all(const F& f, typename F::Element (&x)[8], const typename F::Twiddle* w) {
  for (std::size_t i = 0; i < 4; ++i) split(f, x[i], x[i + 4], w[0]);
  for (std::size_t i = 0; i < 2; ++i) split(f, x[i], x[i + 2], w[1]), split(f, x[i + 4], x[i + 6], w[2]);
  for (std::size_t i = 0; i < 4; ++i) split(f, x[2 * i], x[2 * i + 1], w[3 + i]);
}

/// The way back. From |x| <= 1.07q, canonical ones where there are eight, to the same: sums of four, at
/// most 4.28q, are multiplied or reduced.
template <class F>
void join_all(const F& f, typename F::Element (&x)[2], const typename F::Twiddle* w) {
  join(f, x[0], x[1], w[0]);
  x[0] = f.reduce(x[0]);
}
template <class F>
void join_all(const F& f, typename F::Element (&x)[4], const typename F::Twiddle* w) {
  join(f, x[0], x[1], w[1]), join(f, x[2], x[3], w[2]);
  join(f, x[0], x[2], w[0]), join(f, x[1], x[3], w[0]);
  x[0] = f.reduce(x[0]);
  x[1] = f.reduce(x[1]);
}
template <class F>
void join_all(const F& f, typename F::Element (&x)[8], const typename F::Twiddle* w) {
  for (std::size_t i = 0; i < 4; ++i) join(f, x[2 * i], x[2 * i + 1], w[3 + i]);
  for (std::size_t i = 0; i < 2; ++i) join(f, x[i], x[i + 2], w[1]), join(f, x[i + 4], x[i + 6], w[2]);
  x[0] = f.reduce(x[0]);
  x[4] = f.reduce(x[4]);
  for (std::size_t i = 0; i < 4; ++i) join(f, x[i], x[i + 4], w[0]);
  for (std::size_t i = 1; i < 4; ++i) x[i] = f.reduce(x[i]);
}

}  // namespace he::ring
