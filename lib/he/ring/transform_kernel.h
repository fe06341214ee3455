#pragma once

#include "he/ring/layers.h"
#include "he/ring/transform_tables.h"

/// One fast transform for two rings: the tree of splits X^2t − r² = (X^t − r)(X^t + r), for residues
/// (transform.h) and for complex numbers (encoding.h). A node of the tree has a number as in a heap: its
/// children are 2h and 2h + 1. Above the last three layers, which take 64 numbers in registers, passes are of
/// radix 4. Blocks that exceed the first-level cache are split once, then treated one by one to the end.
namespace he::ring {

/// Numbers below which a block is treated to the end: 16 KiB of residues stay in any first-level cache.
inline constexpr std::size_t kBlock = 2048;

/// The two or one layers of the node h, whose `length` numbers begin at `base`.
template <bool Forward, std::size_t Radix, class F>
void pass(const F& f, const double* nodes, std::size_t h, std::size_t base, std::size_t length) {
  typename F::Twiddle w[Radix - 1];
  w[0] = F::twiddle(nodes + 2 * h);
  if constexpr (Radix == 4) w[1] = F::twiddle(nodes + 4 * h), w[2] = F::twiddle(nodes + 4 * h + 2);
  const std::size_t t = length / Radix;
  for (std::size_t j = base; j < base + t; j += F::Lanes::kLanes) {
    typename F::Element x[Radix];
    for (std::size_t i = 0; i < Radix; ++i) x[i] = f.load(j + i * t);
    if constexpr (Forward) {
      x[0] = f.reduce(x[0]);
      split_all(f, x, w);
    } else {
      join_all(f, x, w);
    }
    for (std::size_t i = 0; i < Radix; ++i) f.store(j + i * t, x[i]);
  }
}

template <class L>
void copy_block(const double* from, double* to) {
  for (std::size_t i = 0; i < 64; i += L::kLanes) L::store(to + i, L::load(from + i));
}

/// The last three layers (first three on the way back) of 64 numbers at `base`, which are eight groups of
/// eight. In transformed form number c of group r lies where otherwise number r of group c would, so no
/// second transposition is needed.
template <bool Forward, class F>
void last_layers(const F& f, const double* tables, std::size_t base) {
  using L = typename F::Lanes;
  constexpr bool kCopied = L::kLanes < 8;  // then groups would be overwritten before they are read
  double copies[F::kArrays][64], *groups[F::kArrays];
  for (std::size_t a = 0; a < F::kArrays; ++a) {
    groups[a] = kCopied ? copies[a] : f.array(a) + base;
    if constexpr (Forward && kCopied) copy_block<L>(f.array(a) + base, copies[a]);
  }
  for (std::size_t c = 0; c < 8; c += L::kLanes) {
    typename F::Element x[8];
    typename F::Twiddle w[7];
    typename L::Vector columns[8];
    for (std::size_t i = 0; i < 7; ++i) w[i] = F::twiddles(tables + 16 * i + c);
    if constexpr (Forward) {
      for (std::size_t a = 0; a < F::kArrays; ++a) {
        L::load_columns(groups[a] + 8 * c, columns);
        for (std::size_t r = 0; r < 8; ++r) F::part(x[r], a) = columns[r];
      }
      split_all(f, x, w);
      for (std::size_t r = 0; r < 8; ++r) f.store(base + 8 * r + c, f.reduce(x[r]));
    } else {
      for (std::size_t r = 0; r < 8; ++r) x[r] = f.load(base + 8 * r + c);
      join_all(f, x, w);
      for (std::size_t a = 0; a < F::kArrays; ++a) {
        for (std::size_t r = 0; r < 8; ++r) columns[r] = F::part(x[r], a);
        L::store_columns(groups[a] + 8 * c, columns);
      }
    }
  }
  if constexpr (!Forward && kCopied)
    for (std::size_t a = 0; a < F::kArrays; ++a) copy_block<L>(copies[a], f.array(a) + base);
}

/// The radix of the next pass over `length` numbers, so that the last three layers remain: 4, and once 2
/// where their number is odd. Eight would need more registers than there are.
template <class F>
std::size_t radix_of(std::size_t length) {
  bool odd = false;
  for (; length > 8; length /= 2) odd = !odd;
  return odd ? 2 : 4;
}

template <bool Forward, class F>
void pass_of(std::size_t radix, const F& f, const double* nodes, std::size_t h, std::size_t base,
             std::size_t length) {
  if (radix == 2)
    pass<Forward, 2>(f, nodes, h, base, length);
  else
    pass<Forward, 4>(f, nodes, h, base, length);
}

/// All layers from the node h down to the leaves, or back, within a block that the cache holds: level by
/// level.
template <bool Forward, class F>
void block(const F& f, const TwiddleTables& tables, std::size_t h, std::size_t base, std::size_t size) {
  const auto last = [&] {
    for (std::size_t b = base; b < base + size; b += 64)
      last_layers<Forward>(f, tables.last + 112 * (b / 64), b);
  };
  const auto level = [&](std::size_t radix, std::size_t length) {
    const std::size_t count = size / length;
    for (std::size_t i = 0; i < count; ++i)
      pass_of<Forward>(radix, f, tables.nodes, h * count + i, base + i * length, length);
  };
  std::size_t lengths[16], depth = 0;
  for (std::size_t length = size; length > 8; length /= radix_of<F>(length)) lengths[depth++] = length;
  if constexpr (!Forward) last();
  for (std::size_t d = 0; d < depth; ++d) {
    const std::size_t length = lengths[Forward ? d : depth - 1 - d];
    level(radix_of<F>(length), length);
  }
  if constexpr (Forward) last();
}

/// The same of any size: a level at a time, and what is below it one child after another.
template <bool Forward, class F>
void subtree(const F& f, const TwiddleTables& tables, std::size_t h, std::size_t base, std::size_t length) {
  if (length <= kBlock) return block<Forward>(f, tables, h, base, length);
  const std::size_t radix = radix_of<F>(length), part = length / radix;
  if constexpr (Forward) pass_of<Forward>(radix, f, tables.nodes, h, base, length);
  for (std::size_t i = 0; i < radix; ++i) subtree<Forward>(f, tables, radix * h + i, base + i * part, part);
  if constexpr (!Forward) pass_of<Forward>(radix, f, tables.nodes, h, base, length);
}

}  // namespace he::ring
