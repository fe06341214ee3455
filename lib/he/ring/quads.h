#pragma once

#include <cstddef>

namespace he::ring {

/// Calls quad(k, a, b, c, d) for the numbers at k, N/2 − k, N/2 + k and N − k, k = 0 … N/4, which are changed
/// in place. At k = 0 there is no number N, so what is left at 0 and N/2 is meaningless.
template <class L, class Quad>
void for_each_quad(double* x, std::size_t degree, const Quad& quad) {
  constexpr std::size_t kLanes = L::kLanes;
  const std::size_t half = degree / 2, quarter = degree / 4;
  const auto at = [&](std::size_t k, double* end) {
    auto a = L::load(x + k), b = L::load_reversed(x + half - k - (kLanes - 1)), c = L::load(x + half + k),
         d = L::load_reversed(end);
    quad(k, a, b, c, d);
    L::store_reversed(x + half - k - (kLanes - 1), b);
    L::store_reversed(end, d);
    L::store(x + k, a);
    L::store(x + half + k, c);
  };
  double edge[kLanes];
  for (std::size_t i = 0; i + 1 < kLanes; ++i) edge[i] = x[degree - (kLanes - 1) + i];
  edge[kLanes - 1] = 0;
  at(0, edge);
  for (std::size_t i = 0; i + 1 < kLanes; ++i) x[degree - (kLanes - 1) + i] = edge[i];
  for (std::size_t k = kLanes; k < quarter; k += kLanes) at(k, x + degree - k - (kLanes - 1));
  auto a = L::broadcast(x[quarter]), b = a, c = L::broadcast(x[half + quarter]), d = c;
  quad(quarter, a, b, c, d);
  L::store(edge, a);
  x[quarter] = edge[0];
  L::store(edge, c);
  x[half + quarter] = edge[0];
}

}  // namespace he::ring
