#pragma once

#include <string>
#include <vector>

#include "he/tensor/training_evaluator.h"

namespace he::nn {

/// A weight of a layer as its model file holds it: public numbers, or the payload of a scheme.
struct LayerWeight {
  std::string name;            ///< "kernel"
  std::size_t rows = 0;        ///< records of its tensor: the indices of a kernel, else 1
  std::size_t columns = 0;     ///< features of its tensor
  std::vector<double> values;  ///< [rows, columns], or their payload
  bool encrypted = false;

  bool empty() const { return values.empty(); }
};

/// The weight as a tensor: loaded, or public numbers encoded. Throws DataError where the values are another
/// number than rows and columns say, UnsupportedError where the evaluator takes public weights only.
Tensor tensor_of(const LayerWeight& weight, const Evaluator& evaluator);

}  // namespace he::nn
