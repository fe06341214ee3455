#include "he/nn/schedule.h"

#include <cmath>
#include <numbers>

#include "he/error.h"

namespace he::nn {

double Schedule::at(std::size_t step, std::size_t steps, std::size_t epoch) const {
  if (name == "constant") return rate;
  if (name == "step") return rate * std::pow(factor, static_cast<double>(epoch / every));
  if (name == "cosine")
    return rate * (1 + std::cos(std::numbers::pi * static_cast<double>(step) / static_cast<double>(steps))) /
           2;
  throw UsageError("the schedule '" + name + "' is not known; known are constant, step, cosine");
}

}  // namespace he::nn
