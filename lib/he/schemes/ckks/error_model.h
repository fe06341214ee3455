#pragma once

#include <optional>
#include <span>
#include <vector>

#include "he/schemes/ckks/program.h"
#include "he/tensor/array.h"

namespace he::schemes::ckks {

/// The magnitude of all weights of a step, where it is one: then it is computed with weights of 1 and −1, and
/// the magnitude goes into the scale. Of the last step only where results still come out at a power of two.
std::optional<double> exact_weight(const Program& program, std::size_t step);

/// How errors of the input and of the rounded weights show in the results of a network, linearised about
/// records. Errors are taken as independent; weights that are rounded at a scale 2^b have errors of variance
/// 2^-2b/12.
///
/// Sources of errors are numbered: 0 is the input, 1 + i are the weights of step i. What an error of the
/// input of deviation 1, or weights of step i rounded to integers, add to the variance of a result is its
/// gain. Of the gains of all results of all records some quantiles are kept: they tell what errors to expect,
/// and nothing of a record. Sources are taken to be large together.
class ErrorModel {
 public:
  static constexpr std::size_t kLevels = 13;

  /// records: [count, program.inputs], at least one.
  ErrorModel(const Program& program, std::span<const double> records);
  /// From sensitivities() of the same program. Throws DataError where they are none of it.
  ErrorModel(const Program& program, const Array& sensitivities);

  /// [level, source]: the gains that all but a share 2^-(1 + level) of results do not exceed, rounded up to
  /// two digits; last the largest ones.
  const Array& sensitivities() const { return sensitivities_; }

  std::size_t sources() const { return sensitivities_.shape[1]; }
  /// The mean gain.
  double gain(std::size_t source) const;
  /// The magnitude that the largest error of all results of `records` such records exceeds every other time,
  /// where errors of source i have the variance variances[i], and every result one more of `added`.
  double largest_error(std::span<const double> variances, double added, double records) const;

 private:
  double at(std::size_t level, std::size_t source) const {
    return sensitivities_.values[level * sources() + source];
  }

  Array sensitivities_;
  double results_;  // of one record
};

/// The largest magnitude of a result of some records, in plain.
double largest_result(const Program& program, std::span<const double> records);

/// What holds for every record whose features lie from low to high.
struct CertainBounds {
  double result = 0;  ///< largest magnitude of a result
  double error = 0;   ///< largest difference of a result to that of exact arithmetic
};

/// By interval arithmetic. The input has errors of at most `input_error`; weights of step i are off by at
/// most weight_errors[i], its sums by bias_errors[i].
CertainBounds certain_bounds(const Program& program, double low, double high, double input_error,
                             std::span<const double> weight_errors, std::span<const double> bias_errors);

}  // namespace he::schemes::ckks
