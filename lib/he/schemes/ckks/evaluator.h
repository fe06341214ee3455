#pragma once

#include <cstdint>
#include <optional>

#include "he/schemes/ckks/rerandomization.h"
#include "he/tensor/plan.h"

namespace he::schemes::ckks {

/// Runs whole networks of affine maps and squares on ciphertexts, N records at a time. Results are the exact
/// integers that the plan's rounded weights give, re-randomised; they have the powers of s of the key.
class CkksEvaluator final : public Evaluator {
 public:
  /// `seed`: of re-randomisation, for tests; results are then marked as seeded. Throws DataError where the
  /// public values are not those of a key that holds.
  explicit CkksEvaluator(SchemeInfo scheme, std::optional<std::uint64_t> seed = std::nullopt);

  const SchemeInfo& scheme() const override { return scheme_; }
  const PayloadLayout& layout() const override { return layout_; }
  std::size_t block_records(std::size_t) const override { return parameters_.degree(); }
  /// That of a plan is known better.
  double expected_error() const override { return 1.0 / 16; }
  /// Throws UnsupportedError, naming the layer and what to do, where the network cannot run, or not under
  /// these parameters.
  std::unique_ptr<Plan> plan(const NetworkView& network) const override;

 private:
  SchemeInfo scheme_;
  Parameters parameters_;
  PayloadLayout layout_;
  Rerandomizer rerandomizer_;
};

}  // namespace he::schemes::ckks
