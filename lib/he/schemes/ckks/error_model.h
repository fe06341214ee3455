#pragma once

#include <optional>
#include <span>
#include <vector>

#include "he/schemes/ckks/program.h"

namespace he::schemes::ckks {

/// The magnitude of all weights of a step, where it is one: then it is computed with weights of 1 and −1, and
/// the magnitude goes into the scale. Of the last step only where results still come out at a power of two.
std::optional<double> exact_weight(const Program& program, std::size_t step);

/// How errors of the input and of the rounded weights show in the results of a network, linearised about some
/// records. Errors are taken as independent; weights that are rounded at a scale 2^b have errors of variance
/// 2^-2b/12.
///
/// Sources of errors are numbered: 0 is the input, 1 + i are the weights of step i. An error of the input of
/// deviation 1 has in a result the variance `gain(0)`; the weights of step i, rounded to integers, gain(1 +
/// i).
class ErrorModel {
 public:
  /// records: [count, program.inputs], at least one.
  ErrorModel(const Program& program, std::span<const double> records);

  std::size_t sources() const { return gains_.size(); }
  /// In the result where it is largest, the mean over the records.
  double gain(std::size_t source) const { return largest_gains_[source]; }
  /// Largest magnitude of a result of these records.
  double largest_result() const { return largest_result_; }
  /// The magnitude that the largest error of all results of `records` such records exceeds every other time,
  /// where errors of source i have the variance variances[i], and every result one more of `added`.
  double largest_error(std::span<const double> variances, double added, double records) const;

 private:
  std::size_t samples_;
  std::vector<std::vector<double>> gains_;  // [source][result, sample]
  std::vector<double> largest_gains_;
  double largest_result_ = 0;
};

/// What holds for every record whose features lie from low to high.
struct CertainBounds {
  double result = 0;  ///< largest magnitude of a result
  double error = 0;   ///< largest difference of a result to that of exact arithmetic
};

/// By interval arithmetic. The input has errors of at most `input_error`; weights of step i are off by at
/// most weight_errors[i].
CertainBounds certain_bounds(const Program& program, double low, double high, double input_error,
                             std::span<const double> weight_errors);

}  // namespace he::schemes::ckks
