#include "he/ring/linear.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "he/error.h"
#include "he/ring/linear_check.h"
#include "he/ring/sizes.h"

namespace he::ring {
namespace {

constexpr double kExact = 0x1p53;

// Operations of a reduction, beside one of a multiplication and addition.
constexpr std::size_t kReductionCost = 3;

// Numbers and tiles of columns that are packed at a time: rows are read in longer runs than one tile needs,
// and half a megabyte stays in the second-level cache.
constexpr std::size_t kPackedNumbers = 1 << 16, kPackedTiles = 4;

// Inputs that are summed at a time: their columns stay in the first-level cache for all outputs.
constexpr std::size_t kPartInputs = 128;

/// Weighted sums of one input are exact as long as Σ|w| stays below `first`, or `next` where reduced sums go
/// on.
struct Limits {
  double first, next;
};

Limits limits_of(double q, std::size_t pieces) {
  const double residue = q / 2 + 2;
  if (pieces == 1) return {kExact / residue, kExact / residue - 1};
  const double rest = (kExact - q) * 2 / kPiece;  // high sums go on as less than q
  return {rest, rest};
}

std::string dimensions(std::size_t inputs, std::size_t outputs) {
  return std::to_string(inputs) + " inputs and " + std::to_string(outputs) + " outputs";
}

}  // namespace

IntegerMatrix::IntegerMatrix(std::span<const double> weights, std::size_t outputs, std::size_t inputs)
    : kernels_(&kernels()), outputs_(outputs), inputs_(inputs), panels_(weights.size()) {
  if (outputs == 0 || inputs == 0 || weights.size() != outputs * inputs)
    throw UsageError(std::to_string(weights.size()) + " weights of " + dimensions(inputs, outputs));
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!(std::fabs(weights[i]) <= kExact) || weights[i] != std::nearbyint(weights[i]))
      throw DataError("the weight of output " + std::to_string(i / inputs + 1) + " and input " +
                      std::to_string(i % inputs + 1) + " is no integer of at most 2^53");
  const std::size_t count = (outputs + kernels_->tile_rows - 1) / kernels_->tile_rows;
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t first = outputs * t / count, rows = outputs * (t + 1) / count - first;
    double* panel = panels_.data() + first * inputs;
    tiles_.push_back({first, rows, first * inputs});
    for (std::size_t k = 0; k < inputs; ++k)
      for (std::size_t r = 0; r < rows; ++r) *panel++ = weights[(first + r) * inputs + k];
  }
}

double IntegerMatrix::add_magnitudes(std::size_t input, std::vector<double>& sums) const {
  double largest = 0;
  for (const Tile& tile : tiles_)
    for (std::size_t r = 0; r < tile.rows; ++r) {
      double& sum = sums[tile.first + r];
      sum += std::fabs(panels_[tile.panel + input * tile.rows + r]);
      largest = std::max(largest, sum);
    }
  return largest;
}

std::vector<ExactProduct::Run> ExactProduct::runs_of(std::size_t pieces) const {
  const Limits limits = limits_of(product_.modulus.q, pieces);
  std::vector<Run> runs{{0, 0}};
  std::vector<double> sums(matrix_->outputs(), 0);
  for (std::size_t k = 0; k < matrix_->inputs(); ++k, ++runs.back().inputs) {
    if (matrix_->add_magnitudes(k, sums) <= (runs.size() == 1 ? limits.first : limits.next)) continue;
    if (runs.back().inputs == 0) return {};
    runs.push_back({k, 0});
    std::ranges::fill(sums, 0);
    if (matrix_->add_magnitudes(k, sums) > limits.next) return {};
  }
  return runs;
}

/// Parts of the runs for one piece, whose columns are packed from `packed` on.
void ExactProduct::add_parts(const std::vector<Run>& runs, std::size_t packed, TileEnd last) {
  for (const Run& run : runs)
    for (std::size_t done = 0; done < run.inputs; done += parts_.back().inputs) {
      const std::size_t inputs = std::min(kPartInputs, run.inputs - done), first = run.first + done;
      const bool ends = done + inputs == run.inputs;
      parts_.push_back(
          {first, inputs, packed + first, parts_.empty(), ends ? TileEnd::reduce : TileEnd::open});
    }
  parts_.back().end = last;
}

ExactProduct::ExactProduct(std::shared_ptr<const IntegerMatrix> matrix, const Modulus& modulus)
    : ExactProduct(std::move(matrix), modulus, Unchecked{}) {
  require_exact_products();
}

ExactProduct::ExactProduct(std::shared_ptr<const IntegerMatrix> matrix, const Modulus& modulus, Unchecked)
    : matrix_(std::move(matrix)), product_{modulus.constants(), modulus.power_of_two(kPieceBits)} {
  const auto one = runs_of(1), two = runs_of(2);
  if (one.empty() && two.empty())
    throw DataError(
        "weights of the layer are too large for an exact product; take a smaller scale of weights");
  const auto cost = [&](const std::vector<Run>& runs) {
    return matrix_->inputs() + kReductionCost * runs.size();
  };
  pieces_ = two.empty() || (!one.empty() && cost(one) <= 2 * cost(two)) ? 1 : 2;
  runs_ = (pieces_ == 1 ? one : two).size();
  if (pieces_ == 2) add_parts(two, 0, TileEnd::high);
  add_parts(pieces_ == 1 ? one : two, (pieces_ - 1) * matrix_->inputs(), TileEnd::result);
}

void ExactProduct::multiply(const double* x, std::size_t x_stride, std::span<const double> bias,
                            std::size_t columns, double* y, std::size_t y_stride) const {
  std::vector<const double*> from;
  std::vector<double*> to;
  for (std::size_t k = 0; k < matrix_->inputs(); ++k) from.push_back(x + k * x_stride);
  for (std::size_t o = 0; o < matrix_->outputs(); ++o) to.push_back(y + o * y_stride);
  multiply(from, bias, columns, to);
}

void ExactProduct::multiply(std::span<const double* const> x, std::span<const double> bias,
                            std::size_t columns, std::span<double* const> y) const {
  if (x.size() != matrix_->inputs() || y.size() != matrix_->outputs())
    throw UsageError(dimensions(x.size(), y.size()) + " for a matrix of " +
                     dimensions(matrix_->inputs(), matrix_->outputs()));
  if (!bias.empty() && bias.size() != y.size())
    throw UsageError(std::to_string(bias.size()) + " biases for " + std::to_string(y.size()) + " outputs");
  require_vectors(columns);
  const std::size_t tile = matrix_->kernels_->tile_vectors * matrix_->kernels_->lanes,
                    tiles = kPackedNumbers / (pieces_ * x.size() * tile),
                    width = std::clamp<std::size_t>(tiles, 1, kPackedTiles) * tile;
  for (std::size_t column = 0; column < columns; column += width)
    multiply_columns(x, bias, column, std::min(width, columns - column), y);
}

void ExactProduct::multiply_columns(std::span<const double* const> x, std::span<const double> bias,
                                    std::size_t column, std::size_t columns,
                                    std::span<double* const> y) const {
  const Kernels& kernels = *matrix_->kernels_;
  const std::size_t tile_columns = kernels.tile_vectors * kernels.lanes,
                    packed = pieces_ * x.size() * columns;
  thread_local Doubles scratch;
  scratch.resize(std::max(scratch.size(), packed + y.size() * tile_columns));
  kernels.pack_columns(x.data(), x.size(), column, columns, pieces_, scratch.data());
  for (std::size_t first = 0; first < columns; first += tile_columns) {
    const std::size_t width = std::min(tile_columns, columns - first);
    for (const TilePart& part : parts_)
      for (const auto& tile : matrix_->tiles_)
        kernels.multiply_tile(product_, part, matrix_->panels_.data() + tile.panel, tile.rows,
                              scratch.data() + pieces_ * x.size() * first, width / kernels.lanes,
                              bias.empty() ? nullptr : bias.data() + tile.first,
                              scratch.data() + packed + tile.first * width, y.data() + tile.first,
                              column + first);
  }
}

}  // namespace he::ring
