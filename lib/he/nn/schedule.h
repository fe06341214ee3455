#pragma once

#include <cstddef>
#include <string>

namespace he::nn {

/// How the learning rate changes in the course of a training.
struct Schedule {
  std::string name = "constant";  ///< constant; step; cosine (Loshchilov & Hutter 2017, without restarts)
  double rate = 0.01;             ///< at the beginning
  double factor = 0.1;            ///< step: the rate is multiplied by it …
  std::size_t every = 10;         ///< … after each so many epochs

  /// The rate of update `step` of `steps` (counted from 0), which is in epoch `epoch` (from 0). Throws
  /// UsageError for another name.
  double at(std::size_t step, std::size_t steps, std::size_t epoch) const;
};

}  // namespace he::nn
