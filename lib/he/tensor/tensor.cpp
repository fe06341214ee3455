#include "he/tensor/tensor.h"

#include "he/error.h"

namespace he {

Tensor Tensor::reshaped(Shape shape) && {
  if (element_count(shape) != features())
    throw DataError("cannot reshape " + to_string(shape_) + " to " + to_string(shape) +
                    ": different number of features");
  shape_ = std::move(shape);
  return std::move(*this);
}

}  // namespace he
