#pragma once

#include "he/ring/arithmetic_kernel.h"
#include "he/ring/kernels.h"

/// The product of a matrix of integers and residues, exact in doubles: sums of at most 2^53 lose nothing in
/// any order, fused or not (linear.h). A tile of outputs × columns is summed in registers.
namespace he::ring {

/// Columns of all inputs as tiles take them, [tile of columns][piece][input][columns of a tile]; of two
/// pieces the high ones first. Only the last tile may be narrower.
template <class L>
void pack_columns(const double* const* x, std::size_t inputs, std::size_t column, std::size_t columns,
                  std::size_t pieces, double* out) {
  constexpr std::size_t kWidth = L::kTileVectors * L::kLanes;
  const auto rounding = L::broadcast(kRounding), unit = L::broadcast(kPiece),
             inverse = L::broadcast(1 / kPiece);
  for (std::size_t k = 0; k < inputs; ++k)
    for (std::size_t first = 0; first < columns; first += kWidth) {
      const std::size_t width = columns - first < kWidth ? columns - first : kWidth;
      double *high = out + pieces * inputs * first + k * width, *low = high + (pieces - 1) * inputs * width;
      for (std::size_t j = 0; j < width; j += L::kLanes) {
        auto v = L::load(x[k] + column + first + j);
        if (pieces == 2) {
          const auto h = L::subtract(L::add(L::multiply(v, inverse), rounding), rounding);
          L::store(high + j, h);
          v = L::subtract(v, L::multiply(h, unit));
        }
        L::store(low + j, v);
      }
    }
}

/// Adds the products of `part` to the sums of a tile, [row][columns of Vectors vectors].
template <class L, std::size_t Rows, std::size_t Vectors>
void multiply_tile(const TileProduct& product, const TilePart& part, const double* weights,
                   const double* columns, const double* bias, double* sums, double* const* y,
                   std::size_t column) {
  using Vector = typename L::Vector;
  constexpr std::size_t kLanes = L::kLanes, kWidth = Vectors * kLanes;
  Vector s[Rows][Vectors];
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t v = 0; v < Vectors; ++v)
      s[r][v] = part.begin ? L::broadcast(0) : L::load(sums + r * kWidth + v * kLanes);
  const double *x = columns + part.packed * kWidth, *w = weights + part.first * Rows;
  for (const double* end = w + part.inputs * Rows; w != end; w += Rows, x += kWidth) {
    Vector in[Vectors];
    for (std::size_t v = 0; v < Vectors; ++v) in[v] = L::load(x + v * kLanes);
    for (std::size_t r = 0; r < Rows; ++r) {
      const Vector weight = L::broadcast(w[r]);
      for (std::size_t v = 0; v < Vectors; ++v) s[r][v] = L::multiply_add(weight, in[v], s[r][v]);
    }
  }
  const Modular<L> f(product.modulus);
  const auto each = [&](const auto& store) {
    for (std::size_t r = 0; r < Rows; ++r)
      for (std::size_t v = 0; v < Vectors; ++v) store(r, v * kLanes, s[r][v]);
  };
  const auto keep = [&](std::size_t r, std::size_t at, Vector sum) { L::store(sums + r * kWidth + at, sum); };
  switch (part.end) {
    case TileEnd::open:
      return each(keep);
    case TileEnd::reduce:
      return each([&](std::size_t r, std::size_t at, Vector sum) { keep(r, at, f.reduce(sum)); });
    case TileEnd::high:
      return each([&](std::size_t r, std::size_t at, Vector sum) {
        keep(r, at, f.multiply(f.reduce(sum), L::broadcast(product.piece)));
      });
    case TileEnd::result:
      return each([&](std::size_t r, std::size_t at, Vector sum) {
        L::store(y[r] + column + at, f.canonical(L::add(f.reduce(sum), L::broadcast(bias ? bias[r] : 0))));
      });
  }
}

/// By the numbers of rows and vectors of a tile.
template <class L, std::size_t Rows = L::kTileRows, std::size_t Vectors = L::kTileVectors>
void multiply_any_tile(const TileProduct& product, const TilePart& part, const double* weights,
                       std::size_t rows, const double* columns, std::size_t vectors, const double* bias,
                       double* sums, double* const* y, std::size_t column) {
  if (vectors < Vectors) {
    if constexpr (Vectors > 1)
      multiply_any_tile<L, Rows, Vectors - 1>(product, part, weights, rows, columns, vectors, bias, sums, y,
                                              column);
  } else if (rows < Rows) {
    if constexpr (Rows > 1)
      multiply_any_tile<L, Rows - 1, Vectors>(product, part, weights, rows, columns, vectors, bias, sums, y,
                                              column);
  } else {
    multiply_tile<L, Rows, Vectors>(product, part, weights, columns, bias, sums, y, column);
  }
}

}  // namespace he::ring
