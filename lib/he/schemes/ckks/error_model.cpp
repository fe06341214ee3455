#include "he/schemes/ckks/error_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "he/error.h"

namespace he::schemes::ckks {
namespace {

constexpr double kRounding = 1.0 / 12;  // variance of what is rounded to integers

/// Numbers of all features, each of all samples: [feature, sample].
using Numbers = std::vector<double>;

/// call(output feature, input feature, weight) for all products of a map.
template <class Call>
void for_each_product(const AffineMap& map, const Call& call) {
  for (const SharedBlock& block : map.blocks)
    for (std::size_t p = 0; p < block.positions; ++p)
      for (std::size_t k = 0; k < block.taps; ++k) {
        const std::int32_t index = block.indices[p * block.taps + k];
        if (index < 0) continue;
        for (std::size_t o = 0; o < block.filters; ++o)
          call(block.outputs[p * block.filters + o], static_cast<std::size_t>(index),
               block.kernel[k * block.filters + o]);
      }
}

std::optional<double> only_magnitude(const AffineMap& map) {
  std::optional<double> only;
  for (const SharedBlock& block : map.blocks)
    for (const double w : block.kernel) {
      if (only && *only != std::fabs(w)) return std::nullopt;
      only = std::fabs(w);
    }
  return only && *only != 0 ? only : std::nullopt;
}

/// The share of results that a level stands for, and the place of its quantile among so many sorted gains.
double share_of(std::size_t level) {
  return std::ldexp(1.0, -static_cast<int>(level + 1 < ErrorModel::kLevels ? level + 1 : level));
}

std::size_t index_of(std::size_t level, std::size_t count) {
  if (level + 1 == ErrorModel::kLevels) return count - 1;
  return std::min(count - 1, static_cast<std::size_t>(static_cast<double>(count) *
                                                      (1 - std::ldexp(1.0, -static_cast<int>(level + 1)))));
}

double up_to_two_digits(double x) {
  if (!(x > 0)) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(x)) - 1);
  return std::ceil(x / unit - 1e-9) * unit;
}

/// One record after the other becomes one sample beside the other.
Numbers transposed(std::span<const double> records, std::size_t features, std::size_t samples) {
  Numbers numbers(records.size());
  for (std::size_t s = 0; s < samples; ++s)
    for (std::size_t f = 0; f < features; ++f) numbers[f * samples + s] = records[s * features + f];
  return numbers;
}

void add_scaled(double factor, const double* x, double* y, std::size_t samples) {
  for (std::size_t s = 0; s < samples; ++s) y[s] += factor * x[s];
}

/// What a network makes of some samples, step by step.
struct Forward {
  std::vector<Numbers> inputs;  // of each step
  std::vector<Numbers> sums;    // of each step, before the square
  Numbers results;
};

Forward forward(const Program& program, std::span<const double> records, std::size_t samples) {
  Forward run;
  run.results = transposed(records, program.inputs, samples);
  for (const Step& step : program.steps) {
    Numbers y(step.map.outputs() * samples);
    for (std::size_t o = 0; o < step.map.outputs(); ++o)
      std::fill_n(y.begin() + static_cast<std::ptrdiff_t>(o * samples), samples, step.map.bias[o]);
    for_each_product(step.map, [&](std::size_t o, std::size_t f, double w) {
      add_scaled(w, run.results.data() + f * samples, y.data() + o * samples, samples);
    });
    run.inputs.push_back(std::move(run.results));
    run.sums.push_back(y);
    if (step.squared)
      for (double& h : y) h *= h;
    run.results = std::move(y);
  }
  return run;
}

/// Adds to `gain` the variance that rounded weights bring: that of each weight acts at all its positions at
/// once.
void add_weight_gain(const AffineMap& map, const Numbers& x, const Numbers& slope, std::span<double> gain) {
  const std::size_t samples = gain.size();
  Numbers sum(samples);
  for (const SharedBlock& block : map.blocks)
    for (std::size_t k = 0; k < block.taps; ++k)
      for (std::size_t o = 0; o < block.filters; ++o) {
        std::ranges::fill(sum, 0);
        for (std::size_t p = 0; p < block.positions; ++p) {
          const std::int32_t index = block.indices[p * block.taps + k];
          if (index < 0) continue;
          const double *in = x.data() + static_cast<std::size_t>(index) * samples,
                       *d = slope.data() + block.outputs[p * block.filters + o] * samples;
          for (std::size_t s = 0; s < samples; ++s) sum[s] += in[s] * d[s];
        }
        for (std::size_t s = 0; s < samples; ++s) gain[s] += kRounding * sum[s] * sum[s];
      }
}

/// The gains of all sources in one result, from its slopes, step by step backwards: gains[source][sample].
void add_gains(const Program& program, const Forward& run, std::size_t result, std::size_t samples,
               std::vector<std::span<double>> gains) {
  Numbers slope(program.steps.back().map.outputs() * samples, 0);
  std::fill_n(slope.begin() + static_cast<std::ptrdiff_t>(result * samples), samples, 1);
  for (std::size_t i = program.steps.size(); i-- > 0;) {
    const Step& step = program.steps[i];
    if (step.squared)
      for (std::size_t n = 0; n < slope.size(); ++n) slope[n] *= 2 * run.sums[i][n];
    if (!exact_weight(program, i)) add_weight_gain(step.map, run.inputs[i], slope, gains[1 + i]);
    Numbers before(run.inputs[i].size(), 0);
    for_each_product(step.map, [&](std::size_t o, std::size_t f, double w) {
      add_scaled(w, slope.data() + o * samples, before.data() + f * samples, samples);
    });
    slope = std::move(before);
  }
  for (std::size_t n = 0; n < slope.size(); ++n) gains[0][n % samples] += slope[n] * slope[n];
}

struct Interval {
  double low, high, error;
  double magnitude() const { return std::max(std::fabs(low), std::fabs(high)); }
};

Interval square(const Interval& x) {
  const double most = x.magnitude(),
               least = x.low <= 0 && x.high >= 0 ? 0 : std::min(std::fabs(x.low), std::fabs(x.high));
  return {least * least, most * most, (2 * most + x.error) * x.error};
}

}  // namespace

std::optional<double> exact_weight(const Program& program, std::size_t step) {
  const auto only = only_magnitude(program.steps[step].map);
  if (!only || step + 1 < program.steps.size()) return only;
  int exponent;
  const bool power_of_two = std::frexp(*only, &exponent) == 0.5;
  return power_of_two && (step == 0 || !only_magnitude(program.steps[step - 1].map)) ? only : std::nullopt;
}

ErrorModel::ErrorModel(const Program& program, std::span<const double> records)
    : results_(static_cast<double>(program.steps.back().map.outputs())) {
  const std::size_t samples = records.size() / program.inputs, outputs = program.steps.back().map.outputs();
  const Forward run = forward(program, records, samples);
  std::vector<Numbers> all(1 + program.steps.size(), Numbers(outputs * samples, 0));
  for (std::size_t o = 0; o < outputs; ++o) {
    std::vector<std::span<double>> gains;
    for (Numbers& source : all) gains.push_back(std::span(source).subspan(o * samples, samples));
    add_gains(program, run, o, samples, std::move(gains));
  }
  sensitivities_ = {{kLevels, all.size()}, std::vector<double>(kLevels * all.size())};
  for (std::size_t v = 0; v < sources(); ++v) {
    Numbers& gains = all[v];
    std::ranges::sort(gains);
    for (std::size_t level = 0; level < kLevels; ++level)
      sensitivities_.values[level * sources() + v] = up_to_two_digits(gains[index_of(level, gains.size())]);
  }
}

ErrorModel::ErrorModel(const Program& program, const Array& sensitivities)
    : sensitivities_(sensitivities), results_(static_cast<double>(program.steps.back().map.outputs())) {
  bool possible = sensitivities.shape == Shape{kLevels, 1 + program.steps.size()} &&
                  sensitivities.values.size() == element_count(sensitivities.shape);
  for (const double gain : sensitivities.values) possible = possible && gain >= 0 && std::isfinite(gain);
  if (!possible)
    throw DataError(
        "what the model says of its errors is not of these layers; measure it again (he-plan --ranges)");
}

double ErrorModel::gain(std::size_t source) const {
  double mean = 0;
  for (std::size_t level = 0; level < kLevels; ++level) mean += share_of(level) * at(level, source);
  return mean;
}

double ErrorModel::largest_error(std::span<const double> variances, double added, double records) const {
  std::vector<double> deviations;
  for (std::size_t level = 0; level < kLevels; ++level) {
    double variance = added;
    for (std::size_t v = 0; v < sources(); ++v) variance += at(level, v) * variances[v];
    deviations.push_back(std::sqrt(variance));
  }
  // How many errors of normal distribution exceed t is on average ln 2 where the largest does every other
  // time.
  double low = 0, high = 20 * std::ranges::max(deviations);
  for (int step = 0; step < 60; ++step) {
    const double t = (low + high) / 2;
    double exceeding = 0;
    for (std::size_t level = 0; level < kLevels; ++level)
      if (deviations[level] > 0)
        exceeding +=
            records * results_ * share_of(level) * std::erfc(t / (deviations[level] * std::numbers::sqrt2));
    (exceeding > std::numbers::ln2 ? low : high) = t;
  }
  return high;
}

double largest_result(const Program& program, std::span<const double> records) {
  double largest = 0;
  for (const double y : forward(program, records, records.size() / program.inputs).results)
    largest = std::max(largest, std::fabs(y));
  return largest;
}

CertainBounds certain_bounds(const Program& program, double low, double high, double input_error,
                             std::span<const double> weight_errors, std::span<const double> bias_errors) {
  std::vector<Interval> x(program.inputs, {low, high, input_error});
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    std::vector<Interval> y;
    for (const double b : step.map.bias) y.push_back({b, b, bias_errors[i]});
    for_each_product(step.map, [&](std::size_t o, std::size_t f, double w) {
      y[o].low += std::min(w * x[f].low, w * x[f].high);
      y[o].high += std::max(w * x[f].low, w * x[f].high);
      y[o].error += (std::fabs(w) + weight_errors[i]) * x[f].error + weight_errors[i] * x[f].magnitude();
    });
    if (step.squared)
      for (Interval& h : y) h = square(h);
    x = std::move(y);
  }
  CertainBounds bounds;
  for (const Interval& y : x) {
    bounds.result = std::max(bounds.result, y.magnitude());
    bounds.error = std::max(bounds.error, y.error);
  }
  return bounds;
}

}  // namespace he::schemes::ckks
