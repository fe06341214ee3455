#include "he/tensor/function.h"

namespace he {

std::string to_string(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::relu:
      return "relu";
    case FunctionKind::elu:
      return "elu";
    case FunctionKind::selu:
      return "selu";
    case FunctionKind::sigmoid:
      return "sigmoid";
    case FunctionKind::hard_sigmoid:
      return "hard_sigmoid";
    case FunctionKind::tanh:
      return "tanh";
    case FunctionKind::softplus:
      return "softplus";
    case FunctionKind::softsign:
      return "softsign";
    case FunctionKind::exponential:
      return "exponential";
    case FunctionKind::silu:
      return "silu";
    case FunctionKind::gelu:
      return "gelu";
    case FunctionKind::gelu_tanh:
      return "gelu_tanh";
    case FunctionKind::log:
      return "log";
    case FunctionKind::sqrt:
      return "sqrt";
    case FunctionKind::abs:
      return "abs";
    case FunctionKind::square:
      return "square";
    case FunctionKind::clip:
      return "clip";
    case FunctionKind::reciprocal:
      return "reciprocal";
  }
  return "unknown function";
}

}  // namespace he
