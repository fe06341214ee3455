#include "he/schemes/ckks/allocation.h"

#include <algorithm>
#include <cmath>

#include "he/ring/rounding.h"
#include "he/schemes/ckks/sampling.h"

namespace he::schemes::ckks {
namespace {

constexpr double kErrorVariance = 10.5, kRoundingVariance = 1.0 / 12, kLargestError = kMaxError + 0.5;
constexpr int kLeastInputBits = 8, kMostInputBits = 40, kLeastWeightBits = 4, kMostWeightBits = 24;
constexpr double kSafety = 2.5, kRecords = 1000;
constexpr double kMostResultBits = ring::kMaxScaleExponent;
// Products of several nearly normal numbers have longer tails than a normal one of their deviation.
constexpr double kTails = 3;

/// Bits of the result that a bit of each source costs.
std::vector<int> costs_of(const Program& program) {
  std::vector<int> costs{1 << program.squares()};
  int squares = static_cast<int>(program.squares());
  for (const Step& step : program.steps) {
    costs.push_back(1 << squares);
    squares -= step.squared ? 1 : 0;
  }
  return costs;
}

int bits_of(const ScaleBits& bits, std::size_t source) {
  return source == 0 ? bits.input : bits.weights[source - 1];
}

/// Variances of the errors of all sources, in units of ErrorModel.
std::vector<double> variances_of(const Program& program, const ScaleBits& bits, std::size_t degree) {
  const auto scales = step_scales(program, bits);
  const double fresh = std::ldexp(fresh_deviation(degree), -bits.input);
  std::vector<double> variances{fresh * fresh};
  for (const StepScale& scale : scales)
    variances.push_back(scale.exact ? 0 : static_cast<double>(1 / (scale.multiplier * scale.multiplier)));
  return variances;
}

}  // namespace

std::vector<StepScale> step_scales(const Program& program, const ScaleBits& bits) {
  std::vector<StepScale> scales;
  long double log2 = bits.input;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    StepScale scale;
    scale.log2_before = log2;
    const auto exact = exact_weight(program, i);
    scale.exact = exact.has_value();
    scale.log2_after =
        exact ? log2 - std::log2(static_cast<long double>(*exact)) : std::ceil(log2) + bits.weights[i];
    scale.multiplier = exact ? 1 / static_cast<long double>(*exact) : std::exp2(scale.log2_after - log2);
    log2 = scale.log2_after * (step.squared ? 2 : 1);
    scales.push_back(scale);
  }
  return scales;
}

/// A slot is a_0 + 2 Σ a_k cos(…), of variance 2N − 1 times that of a coefficient.
double fresh_deviation(std::size_t degree) {
  return std::sqrt((2 * static_cast<double>(degree) - 1) * (kErrorVariance + kRoundingVariance));
}

double largest_fresh_error(std::size_t degree) {
  return (2 * static_cast<double>(degree) - 1) * kLargestError;
}

/// v·Σ e_i s^i + Σ e_i′ s^i: slots of v and s are nearly normal of variance t = (2N − 1)·2/3, so s^2i has the
/// mean (2i − 1)!!·t^i.
double rerandomization_deviation(std::size_t degree, std::size_t powers) {
  const double spread = 2 * static_cast<double>(degree) - 1, ternary = spread * 2 / 3,
               error = spread * kErrorVariance;
  double sum = 0, moment = 1;
  for (std::size_t i = 0; i < powers; ++i) {
    sum += moment;
    moment *= ternary * static_cast<double>(2 * i + 1);
  }
  return std::sqrt((ternary + 1) * error * sum);
}

/// |v|, |s| <= 2N − 1 in every slot, and |e_i| <= (2N − 1)·21.
double largest_rerandomization(std::size_t degree, std::size_t powers) {
  const double spread = 2 * static_cast<double>(degree) - 1, error = spread * kMaxError;
  double sum = 0, power = 1;
  for (std::size_t i = 0; i < powers; ++i, power *= spread) sum += power;
  return (spread + 1) * error * sum;
}

ExpectedErrors errors_of(const Program& program, const ErrorModel& model, const ScaleBits& bits,
                         std::size_t degree, std::size_t powers, double low, double high) {
  const double added = kTails * std::ldexp(rerandomization_deviation(degree, powers), -bits.result);
  ExpectedErrors errors;
  errors.result = kSafety * model.largest_error(variances_of(program, bits, degree), added * added, kRecords);
  std::vector<double> weights, biases;
  for (const StepScale& scale : step_scales(program, bits)) {
    weights.push_back(scale.exact ? 0 : static_cast<double>(0.5 / scale.multiplier));
    biases.push_back(static_cast<double>(0.5L * std::exp2(-scale.log2_after)));
  }
  const double input = std::ldexp(largest_fresh_error(degree), -bits.input),
               mask = std::ldexp(largest_rerandomization(degree, powers), -bits.result);
  errors.certain = mask + certain_bounds(program, low, high, input, weights, biases).error;
  return errors;
}

std::optional<ScaleBits> allocate(const Program& program, const ErrorModel& model, std::size_t degree,
                                  double budget, std::optional<int> input) {
  ScaleBits bits{input.value_or(kLeastInputBits), {}, 0};
  for (std::size_t i = 0; i < program.steps.size(); ++i)
    bits.weights.push_back(exact_weight(program, i) ? 0 : kLeastWeightBits);
  const auto result_bits = [&](const ScaleBits& b) {
    const StepScale last = step_scales(program, b).back();
    return static_cast<int>(last.log2_after) * (program.steps.back().squared ? 2 : 1);
  };
  bits.result = result_bits(bits);
  budget = std::min(budget, kMostResultBits);
  if (bits.result > budget) return std::nullopt;
  const std::vector<int> costs = costs_of(program);
  for (;;) {
    const std::vector<double> variances = variances_of(program, bits, degree);
    ScaleBits best = bits;
    double most = 0;
    for (std::size_t v = input ? 1 : 0; v < costs.size(); ++v) {
      if (bits_of(bits, v) >= (v == 0 ? kMostInputBits : kMostWeightBits)) continue;
      ScaleBits more = bits;
      ++(v == 0 ? more.input : more.weights[v - 1]);
      more.result = result_bits(more);
      const double gain = model.gain(v) * variances[v] / costs[v];
      if (more.result > budget || gain <= most) continue;
      best = more;
      most = gain;
    }
    if (most == 0) return bits.result >= 1 ? std::optional(bits) : std::nullopt;
    bits = best;
  }
}

}  // namespace he::schemes::ckks
