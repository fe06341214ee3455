#pragma once

#include "he/ring/arithmetic_kernel.h"
#include "he/ring/kernels.h"

/// The product of a matrix of integers and residues, exact in doubles: sums of at most 2^53 lose nothing in any order,
/// fused or not (linear.h). A tile of outputs × columns is summed in registers.
namespace he::ring {

/// Columns of all inputs side by side, [piece][input][columns]; of two pieces the high ones first.
template <class L>
void pack_columns(const double* const* x, std::size_t inputs, std::size_t column, std::size_t columns,
                  std::size_t pieces, double* out) {
  const auto rounding = L::broadcast(kRounding), unit = L::broadcast(kPiece), inverse = L::broadcast(1 / kPiece);
  double *high = out, *low = out + (pieces - 1) * inputs * columns;
  for (std::size_t k = 0; k < inputs; ++k, high += columns, low += columns)
    for (std::size_t j = 0; j < columns; j += L::kLanes) {
      auto v = L::load(x[k] + column + j);
      if (pieces == 2) {
        const auto h = L::subtract(L::add(L::multiply(v, inverse), rounding), rounding);
        L::store(high + j, h);
        v = L::subtract(v, L::multiply(h, unit));
      }
      L::store(low + j, v);
    }
}

template <class L, std::size_t Rows, std::size_t Vectors>
void multiply_tile(const TileProduct& product, const double* weights, const double* columns, const double* bias,
                   double* const* y, std::size_t column) {
  using Vector = typename L::Vector;
  constexpr std::size_t kLanes = L::kLanes;
  const Modular<L> f(product.modulus);
  Vector sums[Rows][Vectors];
  for (auto& row : sums)
    for (auto& sum : row) sum = L::broadcast(0);
  const double* x = columns;
  for (const TilePart* part = product.parts; part != product.parts + product.count; ++part) {
    const double* w = weights + part->first * Rows;
    for (const double* end = w + part->inputs * Rows; w != end; w += Rows, x += Vectors * kLanes) {
      Vector in[Vectors];
      for (std::size_t v = 0; v < Vectors; ++v) in[v] = L::load(x + v * kLanes);
      for (std::size_t r = 0; r < Rows; ++r) {
        const Vector weight = L::broadcast(w[r]);
        for (std::size_t v = 0; v < Vectors; ++v) sums[r][v] = L::multiply_add(weight, in[v], sums[r][v]);
      }
    }
    for (auto& row : sums)
      for (auto& sum : row) {
        sum = f.reduce(sum);
        if (part->high) sum = f.multiply(sum, L::broadcast(product.piece));
      }
  }
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t v = 0; v < Vectors; ++v)
      L::store(y[r] + column + v * kLanes, f.canonical(L::add(sums[r][v], L::broadcast(bias ? bias[r] : 0))));
}

/// By the numbers of rows and vectors of a tile.
template <class L, std::size_t Rows = L::kTileRows, std::size_t Vectors = L::kTileVectors>
void multiply_any_tile(const TileProduct& product, const double* weights, std::size_t rows, const double* columns,
                       std::size_t vectors, const double* bias, double* const* y, std::size_t column) {
  if (vectors < Vectors) {
    if constexpr (Vectors > 1)
      multiply_any_tile<L, Rows, Vectors - 1>(product, weights, rows, columns, vectors, bias, y, column);
  } else if (rows < Rows) {
    if constexpr (Rows > 1)
      multiply_any_tile<L, Rows - 1, Vectors>(product, weights, rows, columns, vectors, bias, y, column);
  } else {
    multiply_tile<L, Rows, Vectors>(product, weights, columns, bias, y, column);
  }
}

}  // namespace he::ring
