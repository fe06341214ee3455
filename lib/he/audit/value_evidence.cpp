#include "he/audit/value_evidence.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "he/audit/significance.h"

namespace he::audit {
namespace {

constexpr double kMinStep = 2e-5;    // of the range: finer grids are not looked for
constexpr double kRemainder = 1e-7;  // of the range: below it two gaps count as multiples of one step
constexpr double kOnGrid = 0.01;     // of a step
constexpr std::size_t kGaps = 12;    // so many of the smallest gaps give the step
constexpr std::size_t kMinValues = kGaps + 12;

/// The different values, and how often the most frequent one and the others occur.
struct Runs {
  std::vector<double> values;
  std::size_t longest = 0, repeated = 0;
};

Runs runs_of(std::span<const double> sorted, double tolerance) {
  Runs runs;
  for (std::size_t i = 0, end; i < sorted.size(); i = end) {
    for (end = i + 1; end < sorted.size() && sorted[end] - sorted[end - 1] <= tolerance;) ++end;
    runs.values.push_back(sorted[i]);
    runs.repeated += end - i - 1;
    runs.longest = std::max(runs.longest, end - i);
  }
  runs.repeated -= runs.longest - 1;
  return runs;
}

/// Euclid's algorithm on numbers that carry rounding.
double common_step(double a, double b, double remainder) {
  while (b > remainder) {
    double rest = std::fmod(a, b);
    if (b - rest < remainder) rest = 0;
    a = b;
    b = rest;
  }
  return a;
}

/// The step of which the smallest gaps are multiples; 0 where there is none.
double step_of(const std::vector<double>& values, double range) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < values.size(); ++i) gaps.push_back(values[i] - values[i - 1]);
  std::partial_sort(gaps.begin(), gaps.begin() + kGaps, gaps.end());
  double step = gaps[0];
  for (std::size_t i = 1; i < kGaps; ++i) step = common_step(gaps[i], step, kRemainder * range);
  return step < kMinStep * range ? 0 : step;
}

double ln_p_of_spacing(const std::vector<double>& values, double range) {
  const double step = step_of(values, range);
  if (step == 0) return 0;
  double on_grid = 0;
  for (double x : values) {
    const double steps = (x - values.front()) / step;
    if (std::fabs(steps - std::round(steps)) < kOnGrid) ++on_grid;
  }
  const double fitted = static_cast<double>(kGaps + 1);  // lie on it because it was made of them
  return ln_p_binomial(on_grid - fitted, static_cast<double>(values.size()) - fitted, 2 * kOnGrid);
}

}  // namespace

ValueEvidence evidence_of_values(std::span<const double> sorted) {
  ValueEvidence evidence;
  evidence.count = sorted.size();
  if (sorted.empty()) return evidence;
  const auto n = static_cast<double>(sorted.size());
  evidence.range = sorted.back() - sorted.front();
  const double size = std::max(std::fabs(sorted.front()), std::fabs(sorted.back()));
  const Runs runs = runs_of(sorted, std::max(kEqual * evidence.range, 1e-13 * size));
  if (runs.longest > 1) evidence.most_frequent = static_cast<double>(runs.longest) / n;
  evidence.repeated = static_cast<double>(runs.repeated);
  evidence.expected_repeats =
      4 * n * n * kEqual;  // the density of a normal mask is below four times the mean one
  evidence.spacing_tested = runs.values.size() >= kMinValues;
  if (evidence.spacing_tested) evidence.ln_p_spacing = ln_p_of_spacing(runs.values, evidence.range);
  evidence.ln_p_uniform = ln_p_uniform(sorted);
  evidence.ln_p_normal = ln_p_normal(sorted);
  return evidence;
}

}  // namespace he::audit
