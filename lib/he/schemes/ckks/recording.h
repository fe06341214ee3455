#pragma once

#include "he/schemes/ckks/program.h"
#include "he/tensor/plan.h"

namespace he::schemes::ckks {

/// What a network does up to its last function, folded: its layers run over descriptions of tensors in place
/// of numbers. Throws UnsupportedError, naming the layer and what to do, where one is neither affine nor a
/// square.
Program recorded(const NetworkView& network);

}  // namespace he::schemes::ckks
