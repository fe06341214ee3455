#pragma once

#include <memory>
#include <span>
#include <vector>

#include "he/ring/linear.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/planner.h"
#include "he/schemes/ckks/rerandomization.h"
#include "he/tensor/plan.h"

namespace he::schemes::ckks {

/// A planned network with its weights as integers. Nothing between two ciphertexts' transforms is needed, so
/// every prime, and every block of entries of transformed polynomials, goes through all steps alone.
class CompiledNetwork final : public Plan {
 public:
  /// `rerandomizer` must outlive the network; null: results stay as they are computed, which only tests want.
  /// Throws UnsupportedError, naming the layer, where its weights are too large for exact products.
  CompiledNetwork(PlannedNetwork planned, const Rerandomizer* rerandomizer);

  const PayloadLayout& output_layout() const override { return layout_; }
  std::size_t block_records() const override { return planned_.parameters.degree(); }
  /// A block is some 100 MB, and takes all threads.
  bool parallel_blocks() const override { return false; }
  double expected_error() const override { return planned_.expected_error(); }
  const PlannedNetwork& planned() const { return planned_; }

  void evaluate(std::span<const double> x, std::size_t records, std::span<double> y) const override;

 private:
  struct Block {
    std::vector<ring::ExactProduct> products;  // by limb
    std::vector<std::vector<double>> bias;     // [limb][position, filter]
  };
  struct Constant {  // an output feature of no block
    std::size_t feature;
    std::vector<double> residues;  // by limb
  };
  struct CompiledStep {
    std::vector<Block> blocks;
    std::vector<Constant> constants;
  };
  struct Rows;

  void compile(std::size_t step, const StepScale& scale);
  void run_limb(std::span<const double> x, std::size_t limb, std::span<double> second,
                std::span<double> y) const;
  void run_columns(std::span<const double> x, std::span<const double> second, std::size_t limb,
                   std::size_t first, std::size_t columns, std::span<double> y) const;
  void affine(std::size_t step, std::size_t limb, const Rows& x, Rows& y) const;
  void square(std::size_t limb, const Rows& x, Rows& y) const;

  PlannedNetwork planned_;
  const Rerandomizer* rerandomizer_;
  PayloadLayout data_layout_, layout_;
  std::vector<ring::Modulus> moduli_;
  std::vector<CompiledStep> steps_;
};

}  // namespace he::schemes::ckks
