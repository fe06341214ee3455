#include "he/secret/last_function.h"

#include <algorithm>
#include <cmath>

namespace he::secret {
namespace {

void softmax(std::span<double> group) {
  const double most = *std::max_element(group.begin(), group.end());
  double total = 0;
  for (double& x : group) total += x = std::exp(x - most);
  for (double& x : group) x /= total;
}

}  // namespace

void apply_last(LastFunction function, std::size_t width, std::span<double> values) {
  if (function == LastFunction::sigmoid)
    for (double& x : values) x = 1 / (1 + std::exp(-x));
  if (function == LastFunction::softmax)
    for (std::size_t i = 0; i < values.size(); i += width) softmax(values.subspan(i, width));
}

}  // namespace he::secret
