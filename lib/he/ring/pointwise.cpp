#include "he/ring/pointwise.h"

#include <array>
#include <string>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/sizes.h"

namespace he::ring {
namespace {

template <class Pointer>
using Pointers = std::array<Pointer, 2 * kMaxPowers>;

template <class Span, class Pointer>
void collect(std::span<const Span> powers, std::size_t size, Pointers<Pointer>& pointers) {
  for (std::size_t i = 0; i < powers.size(); ++i) {
    require_equal_sizes({powers[i].size(), size});
    pointers[i] = powers[i].data();
  }
}

/// Throws UsageError where there are not so many powers. Returns the number of residues of each.
std::size_t require_powers(std::size_t a, std::size_t b, std::span<const ResiduesOut> out) {
  if (a == 0 || b == 0 || a > kMaxPowers || b > kMaxPowers || out.size() != a + b - 1)
    throw UsageError("a product of " + std::to_string(a) + " and " + std::to_string(b) + " powers into " +
                     std::to_string(out.size()) + ": each has from 1 to " + std::to_string(kMaxPowers) +
                     ", the product one less than both");
  require_vectors(out[0].size());
  return out[0].size();
}

}  // namespace

void reduce(const Modulus& q, Residues x, ResiduesOut out) {
  require_equal_sizes({x.size(), out.size()});
  kernels().reduce(q.constants(), x.data(), out.data(), out.size());
}

void add(const Modulus& q, Residues a, Residues b, ResiduesOut out) {
  require_equal_sizes({a.size(), b.size(), out.size()});
  kernels().add(q.constants(), a.data(), b.data(), out.data(), out.size());
}

void subtract(const Modulus& q, Residues a, Residues b, ResiduesOut out) {
  require_equal_sizes({a.size(), b.size(), out.size()});
  kernels().subtract(q.constants(), a.data(), b.data(), out.data(), out.size());
}

void multiply(const Modulus& q, Residues a, Residues b, ResiduesOut out) {
  require_equal_sizes({a.size(), b.size(), out.size()});
  kernels().multiply(q.constants(), a.data(), b.data(), out.data(), out.size());
}

void multiply_add(const Modulus& q, Residues a, Residues b, Residues c, ResiduesOut out) {
  require_equal_sizes({a.size(), b.size(), c.size(), out.size()});
  kernels().multiply_add(q.constants(), a.data(), b.data(), c.data(), out.data(), out.size());
}

void scale_add(const Modulus& q, Residues a, double factor, double constant, ResiduesOut out) {
  require_equal_sizes({a.size(), out.size()});
  kernels().scale_add(q.constants(), a.data(), factor, constant, out.data(), out.size());
}

void subtract_scale(const Modulus& q, Residues a, Residues b, double factor, ResiduesOut out) {
  require_equal_sizes({a.size(), b.size(), out.size()});
  kernels().subtract_scale(q.constants(), a.data(), b.data(), factor, out.data(), out.size());
}

void multiply_powers(const Modulus& q, std::span<const Residues> a, std::span<const Residues> b,
                     std::span<const ResiduesOut> out) {
  const std::size_t size = require_powers(a.size(), b.size(), out);
  Pointers<const double*> x, y;
  Pointers<double*> z;
  collect(a, size, x);
  collect(b, size, y);
  collect(out, size, z);
  kernels().multiply_powers(q.constants(), x.data(), a.size(), y.data(), b.size(), z.data(), size);
}

void square_powers(const Modulus& q, std::span<const Residues> a, std::span<const ResiduesOut> out) {
  const std::size_t size = require_powers(a.size(), a.size(), out);
  Pointers<const double*> x;
  Pointers<double*> z;
  collect(a, size, x);
  collect(out, size, z);
  kernels().square_powers(q.constants(), x.data(), a.size(), z.data(), size);
}

}  // namespace he::ring
