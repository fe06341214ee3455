#pragma once

#include <vector>

#include "he/tensor/shape.h"

namespace he {

/// Plain numbers with a shape: weights on file, public values of a scheme.
struct Array {
  Shape shape;
  std::vector<double> values;

  bool operator==(const Array&) const = default;
};

}  // namespace he
