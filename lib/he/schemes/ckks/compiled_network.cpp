#include "he/schemes/ckks/compiled_network.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/parallel.h"
#include "he/ring/pointwise.h"
#include "he/ring/rounding.h"
#include "he/schemes/ckks/uniform.h"

namespace he::schemes::ckks {
namespace {

constexpr std::size_t kPowersOfData = 2;

// Doubles of the rows that a thread works on: some megabytes, of which what is read again soon is far less.
constexpr std::size_t kRowDoubles = 1u << 18, kLeastColumns = 48, kMostColumns = 384;

std::size_t widest(const Program& program) {
  std::size_t most = program.inputs;
  std::size_t powers = kPowersOfData;
  for (const Step& step : program.steps) {
    most = std::max(most, step.map.outputs() * powers);
    if (step.squared) powers = 2 * powers - 1;
  }
  return std::max(most, program.steps.back().map.outputs() * powers);
}

/// Entries at a time; a multiple of what tiles of all processors take.
std::size_t columns_of(const Program& program) {
  return std::clamp(kRowDoubles / widest(program) / kLeastColumns * kLeastColumns, kLeastColumns,
                    kMostColumns);
}

std::vector<double> integer_weights(const SharedBlock& block, long double multiplier) {
  std::vector<double> weights(block.kernel.size());  // [filter][tap]
  for (std::size_t k = 0; k < block.taps; ++k)
    for (std::size_t o = 0; o < block.filters; ++o)
      weights[o * block.taps + k] =
          static_cast<double>(std::nearbyint(block.kernel[k * block.filters + o] * multiplier));
  return weights;
}

/// A bias at a scale of 2^log2, as a residue.
double bias_residue(const ring::Modulus& q, double bias, long double log2) {
  return ring::residue_of(q, static_cast<long double>(bias) * std::exp2(log2));
}

}  // namespace

/// Numbers of all features and powers of s, of a range of entries: rows wherever they are.
struct CompiledNetwork::Rows {
  std::size_t features = 0, powers = 0, columns = 0;
  std::vector<const double*> rows;  // [power, feature]
  ring::Doubles memory;
  ring::Doubles zero;

  const double* row(std::size_t power, std::size_t feature) const { return rows[power * features + feature]; }
  double* writable(std::size_t power, std::size_t feature) {
    return memory.data() + (power * features + feature) * columns;
  }
  /// Rows of its own, not initialised.
  void shape(std::size_t new_features, std::size_t new_powers, std::size_t new_columns) {
    features = new_features, powers = new_powers, columns = new_columns;
    memory.resize(std::max(memory.size(), features * powers * columns));
    rows.resize(features * powers);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = memory.data() + i * columns;
  }
};

CompiledNetwork::CompiledNetwork(PlannedNetwork planned, const Rerandomizer* rerandomizer)
    : planned_(std::move(planned)),
      rerandomizer_(rerandomizer),
      data_layout_(data_layout(planned_.parameters)) {
  const Parameters& p = planned_.parameters;
  layout_ = result_layout(p, {rerandomizer_ ? p.powers() : planned_.program.powers(), p.limbs(),
                              planned_.bits.result, planned_.last});
  for (const std::uint64_t q : p.moduli()) moduli_.emplace_back(q);
  const std::vector<StepScale> scales = step_scales(planned_.program, planned_.bits);
  for (std::size_t i = 0; i < planned_.program.steps.size(); ++i)
    with_context("layer '" + planned_.program.steps[i].layer + "'", [&] { compile(i, scales[i]); });
}

void CompiledNetwork::compile(std::size_t step, const StepScale& scale) {
  const AffineMap& map = planned_.program.steps[step].map;
  CompiledStep compiled;
  std::vector<bool> computed(map.outputs());
  for (const SharedBlock& block : map.blocks) {
    const auto matrix = std::make_shared<ring::IntegerMatrix>(integer_weights(block, scale.multiplier),
                                                              block.filters, block.taps);
    Block made;
    for (const ring::Modulus& q : moduli_) {
      made.products.emplace_back(matrix, q);
      std::vector<double>& bias = made.bias.emplace_back();
      for (const std::uint32_t output : block.outputs)
        bias.push_back(bias_residue(q, map.bias[output], scale.log2_after));
    }
    for (const std::uint32_t output : block.outputs) computed[output] = true;
    compiled.blocks.push_back(std::move(made));
  }
  for (std::size_t o = 0; o < map.outputs(); ++o) {
    if (computed[o]) continue;
    Constant& constant = compiled.constants.emplace_back(Constant{o, {}});
    for (const ring::Modulus& q : moduli_)
      constant.residues.push_back(bias_residue(q, map.bias[o], scale.log2_after));
  }
  steps_.push_back(std::move(compiled));
}

void CompiledNetwork::evaluate(std::span<const double> x, std::size_t, std::span<double> y) const {
  std::ranges::fill(y, 0);
  const std::size_t n = planned_.parameters.degree(), numbers = planned_.program.inputs * n;
  const auto second = std::make_unique_for_overwrite<double[]>(numbers);
  for (std::size_t limb = 0; limb < moduli_.size(); ++limb) run_limb(x, limb, {second.get(), numbers}, y);
  const std::size_t cell = element_count(layout_.element);
  const std::uint64_t mask = rerandomizer_ ? rerandomizer_->reserve(y.size() / cell) : 0;
  parallel_for(y.size() / cell, 1, [&](std::size_t i) {
    const std::span ciphertext = y.subspan(i * cell, cell);
    if (rerandomizer_) rerandomizer_->add_mask(mask + i, ciphertext);
    for (std::size_t row = 0; row < cell / n; ++row) {
      const std::span residues = ciphertext.subspan(row * n, n);
      write_residues(moduli_[row % moduli_.size()].value(), residues, residues);
    }
  });
}

/// The second polynomials of all ciphertexts first, which follow from seeds as a whole; then entries block by
/// block.
void CompiledNetwork::run_limb(std::span<const double> x, std::size_t limb, std::span<double> second,
                               std::span<double> y) const {
  const std::size_t n = planned_.parameters.degree(), inputs = planned_.program.inputs,
                    cell = element_count(data_layout_.element), limbs = moduli_.size();
  const bool seeded = planned_.parameters.mode() == Mode::secret_key;
  parallel_for(inputs, 1, [&](std::size_t f) {
    const std::span row = second.subspan(f * n, n);
    const auto ciphertext = x.subspan(f * cell, cell);
    if (seeded)
      uniform_polynomial(seed_of(ciphertext.last(kSeedWords)), 1, limb, moduli_[limb], row);
    else
      read_residues(moduli_[limb].value(), ciphertext.subspan((limbs + limb) * n, n), row);
  });
  const std::size_t width = columns_of(planned_.program), blocks = (n + width - 1) / width;
  parallel_for(blocks, 1, [&](std::size_t b) {
    run_columns(x, second, limb, b * width, std::min(width, n - b * width), y);
  });
}

void CompiledNetwork::run_columns(std::span<const double> x, std::span<const double> second, std::size_t limb,
                                  std::size_t first, std::size_t columns, std::span<double> y) const {
  thread_local Rows a, b;
  const std::size_t n = planned_.parameters.degree(), inputs = planned_.program.inputs,
                    limbs = moduli_.size(), cell = element_count(data_layout_.element);
  a.shape(inputs, 1, columns);
  a.powers = kPowersOfData;
  for (std::size_t f = 0; f < inputs; ++f)
    read_residues(moduli_[limb].value(), x.subspan(f * cell + limb * n + first, columns),
                  {a.writable(0, f), columns});
  for (std::size_t f = 0; f < inputs; ++f) a.rows.push_back(second.data() + f * n + first);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    affine(i, limb, a, b);
    if (planned_.program.steps[i].squared)
      square(limb, b, a);
    else
      std::swap(a, b);
  }
  const std::size_t result = element_count(layout_.element);
  for (std::size_t f = 0; f < a.features; ++f)
    for (std::size_t power = 0; power < a.powers; ++power)
      std::copy_n(a.row(power, f), columns, y.data() + f * result + (power * limbs + limb) * n + first);
}

void CompiledNetwork::affine(std::size_t step, std::size_t limb, const Rows& x, Rows& y) const {
  const AffineMap& map = planned_.program.steps[step].map;
  y.shape(map.outputs(), x.powers, x.columns);
  y.zero.assign(x.columns, 0);
  std::vector<const double*> from;
  std::vector<double*> to;
  for (std::size_t b = 0; b < map.blocks.size(); ++b) {
    const SharedBlock& block = map.blocks[b];
    const Block& compiled = steps_[step].blocks[b];
    for (std::size_t position = 0; position < block.positions; ++position)
      for (std::size_t power = 0; power < x.powers; ++power) {
        from.clear();
        to.clear();
        for (std::size_t k = 0; k < block.taps; ++k) {
          const std::int32_t index = block.indices[position * block.taps + k];
          from.push_back(index < 0 ? y.zero.data() : x.row(power, static_cast<std::size_t>(index)));
        }
        for (std::size_t o = 0; o < block.filters; ++o)
          to.push_back(y.writable(power, block.outputs[position * block.filters + o]));
        const std::span<const double> bias =
            power == 0 ? std::span(compiled.bias[limb]).subspan(position * block.filters, block.filters)
                       : std::span<const double>();
        compiled.products[limb].multiply(from, bias, x.columns, to);
      }
  }
  for (const Constant& constant : steps_[step].constants)
    for (std::size_t power = 0; power < x.powers; ++power)
      std::fill_n(y.writable(power, constant.feature), x.columns, power == 0 ? constant.residues[limb] : 0);
}

void CompiledNetwork::square(std::size_t limb, const Rows& x, Rows& y) const {
  y.shape(x.features, 2 * x.powers - 1, x.columns);
  std::vector<ring::Residues> from(x.powers);
  std::vector<ring::ResiduesOut> to(y.powers);
  for (std::size_t f = 0; f < x.features; ++f) {
    for (std::size_t power = 0; power < x.powers; ++power) from[power] = {x.row(power, f), x.columns};
    for (std::size_t power = 0; power < y.powers; ++power) to[power] = {y.writable(power, f), x.columns};
    ring::square_powers(moduli_[limb], from, to);
  }
}

}  // namespace he::schemes::ckks
