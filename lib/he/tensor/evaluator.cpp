#include "he/tensor/evaluator.h"

#include "he/error.h"

namespace he {

Tensor Evaluator::divide(Tensor, const Tensor&) const {
  throw UnsupportedError("the scheme '" + scheme().name + "' cannot divide ciphertexts");
}

Tensor Evaluator::maximum(const Tensor&, const Segments&) const {
  throw UnsupportedError("the scheme '" + scheme().name + "' cannot take the maximum of ciphertexts");
}

}  // namespace he
