#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "he/ring/aligned.h"
#include "he/ring/kernels.h"
#include "he/ring/modulus.h"

namespace he::ring {

/// Public integer weights [output][input] of a linear layer, packed for its products.
class IntegerMatrix {
 public:
  /// Throws UsageError where the numbers are not outputs × inputs of at least one, and DataError, which names
  /// output and input, where a weight is not an integer of at most 2^53.
  IntegerMatrix(std::span<const double> weights, std::size_t outputs, std::size_t inputs);

  std::size_t outputs() const { return outputs_; }
  std::size_t inputs() const { return inputs_; }

 private:
  friend class ExactProduct;
  struct Tile {
    std::size_t first, rows, panel;  // outputs from `first` on; its weights [input][row] begin at `panel`
  };
  /// Adds the magnitudes of the input's weights to those of each output. Returns the largest sum.
  double add_magnitudes(std::size_t input, std::vector<double>& sums) const;

  const Kernels* kernels_;
  std::size_t outputs_, inputs_;
  std::vector<Tile> tiles_;
  Doubles panels_;
};

/// y = W·x + b modulo q for all columns: a matrix product in doubles that is exact. Columns are entries of
/// transformed polynomials, one polynomial an input.
///
/// Residues are of at most (q − 1)/2. With one piece, a run of inputs is summed as long as max_o Σ|w_of|·(q/2
/// + 2) <= 2^53, then reduced; what remains of it counts as one more weight of 1. With two pieces a residue
/// is h·2^25 + l with |h|, |l| <= 2^24, and both sums have to stay below 2^53. What costs less is taken.
/// Prior art: Bae, Cheon, Hanrot, Park & Stehlé, CRYPTO 2024, IACR ePrint 2024/1284.
///
/// The first one of a program multiplies a matrix at this bound and compares with integers.
class ExactProduct {
 public:
  /// Throws DataError where a weight is so large that no sum of it alone is exact, some 2^28.8; Error where
  /// this processor fails the comparison. Keeps the matrix.
  ExactProduct(std::shared_ptr<const IntegerMatrix> matrix, const Modulus& modulus);
  /// Without the comparison, which itself needs one.
  struct Unchecked {};
  ExactProduct(std::shared_ptr<const IntegerMatrix> matrix, const Modulus& modulus, Unchecked);

  std::size_t pieces() const { return pieces_; }
  /// Runs of inputs, after each of which sums are reduced.
  std::size_t runs() const { return runs_; }

  /// Inputs and outputs lie apart by their strides, in doubles. `bias` is empty or has one residue an output.
  /// Columns are a multiple of eight; y must not overlap x. Results are canonical. Several threads may call
  /// this at the same time, for ranges of columns. Throws UsageError where sizes do not fit.
  void multiply(const double* x, std::size_t x_stride, std::span<const double> bias, std::size_t columns,
                double* y, std::size_t y_stride) const;
  /// The same of inputs and outputs wherever they are: those of a convolution at one position, say.
  void multiply(std::span<const double* const> x, std::span<const double> bias, std::size_t columns,
                std::span<double* const> y) const;

 private:
  struct Run {
    std::size_t first, inputs;
  };
  std::vector<Run> runs_of(std::size_t pieces) const;
  void add_parts(const std::vector<Run>& runs, std::size_t packed, TileEnd last);
  void multiply_columns(std::span<const double* const> x, std::span<const double> bias, std::size_t column,
                        std::size_t columns, std::span<double* const> y) const;

  std::shared_ptr<const IntegerMatrix> matrix_;
  TileProduct product_;
  std::size_t pieces_, runs_;
  std::vector<TilePart> parts_;
};

}  // namespace he::ring
