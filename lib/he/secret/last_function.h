#pragma once

#include <span>

#include "he/tensor/plan.h"

namespace he::secret {

/// Applies the last function of a network to decrypted numbers: softmax to each `width` of them (the last
/// axis), sigmoid to each.
void apply_last(LastFunction function, std::size_t width, std::span<double> values);

}  // namespace he::secret
