#pragma once

#include <cstddef>

#include "he/ring/arithmetic_kernel.h"

namespace he::ring {

/// Residues of one polynomial as a field that the transform runs over.
template <class L>
struct ResidueField : Modular<L> {
  using Lanes = L;
  using Element = typename L::Vector;
  struct Twiddle {
    Element w, scaled;
  };
  ResidueField(const ModulusConstants& m, double* values) : Modular<L>(m), data(values) {}

  Element load(std::size_t at) const { return L::load(data + at); }
  void store(std::size_t at, Element x) const { L::store(data + at, x); }
  static Twiddle twiddle(const double* pair) { return {L::broadcast(pair[0]), L::broadcast(pair[1])}; }
  static Twiddle twiddles(const double* pair) { return {L::load(pair), L::load(pair + 8)}; }
  Element times(Element a, const Twiddle& t) const { return this->multiply(a, t.w, t.scaled); }
  static Element plus(Element a, Element b) { return L::add(a, b); }
  static Element minus(Element a, Element b) { return L::subtract(a, b); }

  static constexpr std::size_t kArrays = 1;
  double* array(std::size_t) const { return data; }
  static typename L::Vector& part(Element& x, std::size_t) { return x; }

  double* data;
};

}  // namespace he::ring
