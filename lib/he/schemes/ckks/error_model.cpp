#include "he/schemes/ckks/error_model.h"

#include <algorithm>
#include <cmath>

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

void add_squares(const double* x, double* y, std::size_t samples) {
  for (std::size_t s = 0; s < samples; ++s) y[s] += kRounding * x[s] * x[s];
}

/// A sample's numbers and what the variances of all sources make of them.
struct State {
  Numbers x;
  std::vector<Numbers> variances;  // by source
};

void advance(State& state, const Program& program, std::size_t index, std::size_t samples) {
  const Step& step = program.steps[index];
  const std::size_t own_source = 1 + index, outputs = step.map.outputs();
  Numbers y(outputs * samples);
  for (std::size_t o = 0; o < outputs; ++o)
    std::fill_n(y.begin() + static_cast<std::ptrdiff_t>(o * samples), samples, step.map.bias[o]);
  std::vector<Numbers> variances(state.variances.size(), Numbers(outputs * samples, 0));
  const bool rounded = !exact_weight(program, index);
  for_each_product(step.map, [&](std::size_t o, std::size_t f, double w) {
    const double* x = state.x.data() + f * samples;
    add_scaled(w, x, y.data() + o * samples, samples);
    if (rounded) add_squares(x, variances[own_source].data() + o * samples, samples);
    for (std::size_t v = 0; v < own_source; ++v)
      add_scaled(w * w, state.variances[v].data() + f * samples, variances[v].data() + o * samples, samples);
  });
  if (step.squared) {
    for (Numbers& v : variances)
      for (std::size_t i = 0; i < y.size(); ++i) v[i] *= 4 * y[i] * y[i];
    for (double& h : y) h *= h;
  }
  state = {std::move(y), std::move(variances)};
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
    : samples_(records.size() / program.inputs) {
  State state{transposed(records, program.inputs, samples_),
              std::vector<Numbers>(1 + program.steps.size(), Numbers(records.size(), 0))};
  std::ranges::fill(state.variances[0], 1);
  for (std::size_t i = 0; i < program.steps.size(); ++i) advance(state, program, i, samples_);
  for (const double y : state.x) largest_result_ = std::max(largest_result_, std::fabs(y));
  gains_ = std::move(state.variances);
  for (const Numbers& gain : gains_) {
    double largest = 0;
    for (std::size_t first = 0; first < gain.size(); first += samples_) {
      double sum = 0;
      for (std::size_t s = 0; s < samples_; ++s) sum += gain[first + s];
      largest = std::max(largest, sum / static_cast<double>(samples_));
    }
    largest_gains_.push_back(largest);
  }
}

double ErrorModel::largest_error(std::span<const double> variances, double added, double records) const {
  std::vector<double> deviations(gains_[0].size());
  double largest = 0;
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    double variance = added;
    for (std::size_t v = 0; v < sources(); ++v) variance += gains_[v][i] * variances[v];
    deviations[i] = std::sqrt(variance);
    largest = std::max(largest, deviations[i]);
  }
  if (largest == 0) return 0;
  // How many errors of normal distribution exceed t is on average ln 2 where the largest does every other
  // time.
  const double share = records / static_cast<double>(samples_);
  double low = 0, high = 20 * largest;
  for (int step = 0; step < 60; ++step) {
    const double t = (low + high) / 2;
    double exceeding = 0;
    for (const double deviation : deviations)
      if (deviation > 0) exceeding += share * std::erfc(t / (deviation * std::sqrt(2.0)));
    (exceeding > std::log(2.0) ? low : high) = t;
  }
  return high;
}

CertainBounds certain_bounds(const Program& program, double low, double high, double input_error,
                             std::span<const double> weight_errors) {
  std::vector<Interval> x(program.inputs, {low, high, input_error});
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    std::vector<Interval> y;
    for (const double b : step.map.bias) y.push_back({b, b, 0});
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
