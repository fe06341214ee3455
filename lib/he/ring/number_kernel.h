#pragma once

#include "he/ring/arithmetic_kernel.h"
#include "he/ring/kernels.h"
#include "he/ring/single_lanes.h"

/// Loops between real numbers and residues.
namespace he::ring {

/// The largest magnitude; NaN where a number is not finite.
template <class L>
double largest_magnitude(const double* x, std::size_t size) {
  auto largest = L::broadcast(0), nothing = L::broadcast(0);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    const auto v = L::load(x + i);
    largest = L::larger_magnitude(largest, v);
    nothing = L::add(nothing, L::multiply(v, L::broadcast(0)));
  }
  double lanes[L::kLanes], result = largest_lane<L>(largest);
  L::store(lanes, nothing);
  for (const double lane : lanes) result += lane;
  return result;
}

/// Residues of x·scale rounded to integers, ties to even. Integers of at most 2^(48·pieces) are taken apart
/// into pieces of 48 bits, the highest first, none of which loses a digit.
template <class L>
void round_scaled(const ModulusConstants& m, const double* x, double scale, std::size_t pieces, double piece,
                  double* out, std::size_t size) {
  const Modular<L> f(m);
  const auto rounding = L::broadcast(kRounding), step = L::broadcast(piece), factor = L::broadcast(scale);
  const auto rounded = [&](auto v) { return L::subtract(L::add(v, rounding), rounding); };
  double top = 1;
  for (std::size_t p = 1; p < pieces; ++p) top *= 0x1p48;
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    auto rest = L::multiply(L::load(x + i), factor), residue = L::broadcast(0);
    double unit = top, inverse = 1 / top;
    for (std::size_t p = 1; p < pieces; ++p, unit *= 0x1p-48, inverse *= 0x1p48) {
      const auto digits = rounded(L::multiply(rest, L::broadcast(inverse)));
      rest = L::subtract(rest, L::multiply(digits, L::broadcast(unit)));
      residue = f.reduce(L::add(f.multiply(residue, step), digits));
    }
    rest = rounded(rest);
    L::store(out + i, f.reduce(pieces == 1 ? rest : L::add(f.multiply(residue, step), rest)));
  }
}

/// Σ digit_j·weight_j modulo q, canonical. Digits are integers of at most 2^50 in arrays that lie `stride`
/// apart; weights are residues, so that a product is at most 0.63q, and four of them and what is there stay
/// below 4.28q.
template <class L>
void combine_digits(const ModulusConstants& m, const double* digits, std::size_t stride, std::size_t count,
                    const double* weights, double* out, std::size_t size) {
  const Modular<L> f(m);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    auto sum = L::broadcast(0);
    for (std::size_t j = 0; j < count; ++j) {
      sum = L::add(sum, f.multiply(L::load(digits + j * stride + i), L::broadcast(weights[j])));
      if (j % 4 == 3) sum = f.reduce(sum);
    }
    L::store(out + i, f.reduce(sum));
  }
}

/// Σ digit_j·value_j in doubles, the highest first, and the largest magnitude of Σ digit_j·share_j.
template <class L>
double weigh_digits(const double* digits, std::size_t stride, std::size_t count, const double* values,
                    const double* shares, double* out, std::size_t size) {
  auto largest = L::broadcast(0);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    auto value = L::broadcast(0), share = value;
    for (std::size_t j = count; j-- > 0;) {
      const auto digit = L::load(digits + j * stride + i);
      value = L::add(value, L::multiply(digit, L::broadcast(values[j])));
      share = L::add(share, L::multiply(digit, L::broadcast(shares[j])));
    }
    L::store(out + i, value);
    largest = L::larger_magnitude(largest, share);
  }
  return largest_lane<L>(largest);
}

}  // namespace he::ring
