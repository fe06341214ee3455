#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "he/ring/modulus.h"
#include "he/ring/transform_tables.h"

/// The loops over residues, once for every set of instructions that they are compiled for. Residues are
/// canonical where nothing else is said; sizes are multiples of eight, which nobody checks here.
namespace he::ring {

/// Sets of instructions, the most common first.
enum class Path {
  integer,  ///< any processor, without fused multiplication and addition
  fused,    ///< one double at a time, where everything is compiled for processors that fuse
  avx2,     ///< AVX2 and FMA
  avx512,   ///< AVX-512F
};

/// Powers of the secret that a product takes from each side.
inline constexpr std::size_t kMaxPowers = 16;

/// What the high piece of a wide residue counts.
inline constexpr unsigned kPieceBits = 25;
inline constexpr double kPiece = 1u << kPieceBits;

/// What becomes of sums at the end of a part.
enum class TileEnd {
  open,    ///< they go on
  reduce,  ///< they could pass 2^53 in the next part
  high,    ///< they are those of high pieces: reduced, they count kPiece
  result,  ///< they get the bias, and are stored
};

/// A part of the inputs that is summed at a time.
struct TilePart {
  std::size_t first;   ///< its first input
  std::size_t inputs;  ///< how many
  std::size_t packed;  ///< where their columns are packed
  bool begin;          ///< sums begin here
  TileEnd end;
};

/// What a matrix product knows of its modulus.
struct TileProduct {
  ModulusConstants modulus;
  double piece;  ///< kPiece modulo q
};

/// Functions of one set of instructions. All sets give the same canonical residues.
struct Kernels {
  Path path;
  const char* name;
  std::size_t lanes, tile_rows, tile_vectors;

  void (*forward)(const TransformTables& tables, double* values);
  void (*inverse)(const TransformTables& tables, double* values);
  void (*slots_to_coefficients)(const CosineTables& tables, double* values);
  void (*coefficients_to_slots)(const CosineTables& tables, double* values);

  using Unary = void (*)(const ModulusConstants&, const double* x, double* out, std::size_t size);
  using Binary = void (*)(const ModulusConstants&, const double* a, const double* b, double* out,
                          std::size_t size);
  Unary reduce;  ///< of integers up to 2^53
  Binary add, subtract, multiply;
  /// a·b + c
  void (*multiply_add)(const ModulusConstants&, const double* a, const double* b, const double* c,
                       double* out, std::size_t size);
  /// a·factor + constant
  void (*scale_add)(const ModulusConstants&, const double* a, double factor, double constant, double* out,
                    std::size_t size);
  /// (a − b)·factor for integers b up to 2^50
  void (*subtract_scale)(const ModulusConstants&, const double* a, const double* b, double factor,
                         double* out, std::size_t size);
  void (*multiply_powers)(const ModulusConstants&, const double* const* a, std::size_t a_count,
                          const double* const* b, std::size_t b_count, double* const* out, std::size_t size);
  void (*square_powers)(const ModulusConstants&, const double* const* a, std::size_t count,
                        double* const* out, std::size_t size);

  void (*to_stored32)(const ModulusConstants&, const double* x, std::uint32_t* out, std::size_t size);
  void (*to_stored64)(const ModulusConstants&, const double* x, std::uint64_t* out, std::size_t size);
  bool (*from_stored32)(const ModulusConstants&, const std::uint32_t* x, double* out, std::size_t size);
  bool (*from_stored64)(const ModulusConstants&, const std::uint64_t* x, double* out, std::size_t size);

  double (*largest_magnitude)(const double* x, std::size_t size);
  void (*round_scaled)(const ModulusConstants&, const double* x, double scale, std::size_t pieces,
                       double piece, double* out, std::size_t size);
  void (*combine_digits)(const ModulusConstants&, const double* digits, std::size_t stride, std::size_t count,
                         const double* weights, double* out, std::size_t size);
  double (*weigh_digits)(const double* digits, std::size_t stride, std::size_t count, const double* values,
                         const double* shares, double* out, std::size_t size);

  void (*pack_columns)(const double* const* x, std::size_t inputs, std::size_t column, std::size_t columns,
                       std::size_t pieces, double* out);
  void (*multiply_tile)(const TileProduct& product, const TilePart& part, const double* weights,
                        std::size_t rows, const double* columns, std::size_t vectors, const double* bias,
                        double* sums, double* const* y, std::size_t column);
};

/// Those of this processor: the widest that it has.
const Kernels& kernels();

/// All that this processor can run, the widest last.
std::span<const Kernels* const> all_kernels();

/// Has kernels() return those of `path` from now on: for tests and measurements, before any thread is
/// started. Throws UnsupportedError where this processor cannot run them.
void use_kernels(Path path);

}  // namespace he::ring
