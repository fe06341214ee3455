#include "he/tensor/evaluator.h"

#include "he/error.h"

namespace he {

Tensor Evaluator::divide(Tensor, const Tensor&) const {
  throw Unsupported("the scheme '" + scheme().scheme + "' cannot divide ciphertexts");
}

Tensor Evaluator::maximum(const Tensor&, const Windows&) const {
  throw Unsupported("the scheme '" + scheme().scheme + "' cannot take the maximum of ciphertexts");
}

}  // namespace he
