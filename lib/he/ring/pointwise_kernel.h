#pragma once

#include "he/ring/arithmetic_kernel.h"
#include "he/ring/kernels.h"
#include "he/ring/single_lanes.h"

/// Loops over residues, entry by entry. Sizes are multiples of eight; results are canonical and may overwrite
/// what they are made from.
namespace he::ring {

template <class L, class Entry>
void for_each_vector(std::size_t size, double* out, const Entry& entry) {
  for (std::size_t i = 0; i < size; i += L::kLanes) L::store(out + i, entry(i));
}

template <class L>
void reduce(const ModulusConstants& m, const double* x, double* out, std::size_t size) {
  const Modular<L> f(m);
  for_each_vector<L>(size, out, [&](std::size_t i) { return f.canonical(L::load(x + i)); });
}

template <class L>
void add(const ModulusConstants& m, const double* a, const double* b, double* out, std::size_t size) {
  const Modular<L> f(m);
  for_each_vector<L>(size, out,
                     [&](std::size_t i) { return f.reduce(L::add(L::load(a + i), L::load(b + i))); });
}

template <class L>
void subtract(const ModulusConstants& m, const double* a, const double* b, double* out, std::size_t size) {
  const Modular<L> f(m);
  for_each_vector<L>(size, out,
                     [&](std::size_t i) { return f.reduce(L::subtract(L::load(a + i), L::load(b + i))); });
}

template <class L>
void multiply(const ModulusConstants& m, const double* a, const double* b, double* out, std::size_t size) {
  const Modular<L> f(m);
  for_each_vector<L>(size, out,
                     [&](std::size_t i) { return f.reduce(f.multiply(L::load(a + i), L::load(b + i))); });
}

template <class L>
void multiply_add(const ModulusConstants& m, const double* a, const double* b, const double* c, double* out,
                  std::size_t size) {
  const Modular<L> f(m);
  for_each_vector<L>(size, out, [&](std::size_t i) {
    return f.reduce(L::add(f.multiply(L::load(a + i), L::load(b + i)), L::load(c + i)));
  });
}

template <class L>
void scale_add(const ModulusConstants& m, const double* a, double factor, double constant, double* out,
               std::size_t size) {
  const Modular<L> f(m);
  const auto w = L::broadcast(factor), c = L::broadcast(constant);
  for_each_vector<L>(size, out,
                     [&](std::size_t i) { return f.reduce(L::add(f.multiply(L::load(a + i), w), c)); });
}

template <class L>
void subtract_scale(const ModulusConstants& m, const double* a, const double* b, double factor, double* out,
                    std::size_t size) {
  const Modular<L> f(m);
  const auto w = L::broadcast(factor);
  for_each_vector<L>(size, out, [&](std::size_t i) {
    return f.reduce(f.multiply(L::subtract(L::load(a + i), L::load(b + i)), w));
  });
}

/// Every product is at most 0.62q, so four of them and a reduced sum stay below 4.28q.
template <class L>
void multiply_powers(const ModulusConstants& m, const double* const* a, std::size_t a_count,
                     const double* const* b, std::size_t b_count, double* const* out, std::size_t size) {
  using Vector = typename L::Vector;
  const Modular<L> f(m);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    Vector x[kMaxPowers], y[kMaxPowers];
    for (std::size_t p = 0; p < a_count; ++p) x[p] = L::load(a[p] + i);
    for (std::size_t p = 0; p < b_count; ++p) y[p] = L::load(b[p] + i);
    for (std::size_t p = 0; p + 1 < a_count + b_count; ++p) {
      const std::size_t first = p < b_count ? 0 : p - b_count + 1, last = p < a_count ? p : a_count - 1;
      Vector sum = L::broadcast(0);
      for (std::size_t k = first; k <= last; ++k) {
        sum = L::add(sum, f.multiply(x[k], y[p - k]));
        if ((k - first) % 4 == 3) sum = f.reduce(sum);
      }
      L::store(out[p] + i, f.reduce(sum));
    }
  }
}

/// The same with a = b: products of different powers are taken once, of twice the one. `Count` is their
/// number, or 0 where it is any.
template <class L, std::size_t Count>
void square_powers_of(const ModulusConstants& m, const double* const* a, std::size_t any, double* const* out,
                      std::size_t size) {
  using Vector = typename L::Vector;
  constexpr std::size_t kMost = Count == 0 ? kMaxPowers : Count;
  const std::size_t count = Count == 0 ? any : Count;
  const Modular<L> f(m);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    Vector x[kMost], twice[kMost];
    for (std::size_t p = 0; p < count; ++p) x[p] = L::load(a[p] + i), twice[p] = L::add(x[p], x[p]);
    for (std::size_t p = 0; p + 1 < 2 * count; ++p) {
      Vector sum = L::broadcast(0);
      std::size_t terms = 0;
      for (std::size_t k = p < count ? 0 : p - count + 1; 2 * k < p; ++k) {
        sum = L::add(sum, f.multiply(twice[p - k], x[k]));
        if (++terms % 4 == 0) sum = f.reduce(sum);
      }
      if (p % 2 == 0) sum = L::add(sum, f.multiply(x[p / 2], x[p / 2]));
      L::store(out[p] + i, f.reduce(sum));
    }
  }
}

template <class L>
void square_powers(const ModulusConstants& m, const double* const* a, std::size_t count, double* const* out,
                   std::size_t size) {
  const auto square = count == 2   ? &square_powers_of<L, 2>
                      : count == 3 ? &square_powers_of<L, 3>
                                   : &square_powers_of<L, 0>;
  square(m, a, count, out, size);
}

/// Unsigned integers below q.
template <class L, class Integer>
void to_stored(const ModulusConstants& m, const double* x, Integer* out, std::size_t size) {
  const auto q = L::broadcast(m.q);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    const auto v = L::load(x + i);
    L::store_unsigned(out + i, L::add(v, L::below_zero(v, q)));
  }
}

/// The other way. False where an integer is not below q; its residue is then meaningless.
template <class L, class Integer>
bool from_stored(const ModulusConstants& m, const Integer* x, double* out, std::size_t size) {
  const auto q = L::broadcast(m.q), half = L::broadcast((m.q - 1) / 2);
  Integer bits = 0;
  for (std::size_t i = 0; i < size; ++i) bits |= x[i];
  auto largest = L::broadcast(0);
  for (std::size_t i = 0; i < size; i += L::kLanes) {
    const auto v = L::load_unsigned(x + i);  // of the lowest 52 bits
    largest = L::larger_magnitude(largest, v);
    L::store(out + i, L::subtract(v, L::above(v, half, q)));
  }
  return static_cast<std::uint64_t>(bits) >> 52 == 0 && largest_lane<L>(largest) < m.q;
}

}  // namespace he::ring
