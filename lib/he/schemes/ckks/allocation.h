#pragma once

#include <optional>
#include <vector>

#include "he/schemes/ckks/error_model.h"

namespace he::schemes::ckks {

/// Bits of the scales of a network: numbers of the input stand on file times 2^input, weights of step i are
/// rounded at a scale of some 2^weights[i], and results come out times 2^result.
struct ScaleBits {
  int input = 0;
  std::vector<int> weights;
  int result = 0;
};

/// What weights of a step are multiplied with before they are rounded. Steps of one weight are exact: its
/// inverse. All others bring the scale to a power of two.
struct StepScale {
  long double multiplier = 1;
  bool exact = false;
  long double log2_before = 0, log2_after = 0;  ///< of the scale, the square not yet taken
};

/// The scales of all steps.
std::vector<StepScale> step_scales(const Program& program, const ScaleBits& bits);

/// The deviation of the error in a slot of a fresh ciphertext, at a scale of 1: errors of binomial
/// distribution and rounding to integers, spread by the cosine transform.
double fresh_deviation(std::size_t degree);
/// The largest error that a slot of a fresh ciphertext can have, at a scale of 1.
double largest_fresh_error(std::size_t degree);
/// The deviation of what re-randomisation adds to a slot of a result of so many powers of s, at a scale of 1.
double rerandomization_deviation(std::size_t degree, std::size_t powers);
/// The largest number that it can add.
double largest_rerandomization(std::size_t degree, std::size_t powers);

/// What a choice of scales comes to.
struct ExpectedErrors {
  double result = 0;   ///< 2.5 times what the largest error of 1,000 records exceeds every other time
  double certain = 0;  ///< what no error exceeds
};

ExpectedErrors errors_of(const Program& program, const ErrorModel& model, const ScaleBits& bits,
                         std::size_t degree, std::size_t powers, double low, double high);

/// Spends `budget` bits, those that the scale of the results may have, so that errors become as small as they
/// can: each bit goes where it takes away most for what it costs, a bit before n squares being 2^n bits of
/// the result. Nothing where there are too few. `input` is given where data exist already.
std::optional<ScaleBits> allocate(const Program& program, const ErrorModel& model, std::size_t degree,
                                  double budget, std::optional<int> input);

}  // namespace he::schemes::ckks
