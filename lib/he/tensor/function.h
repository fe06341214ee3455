#pragma once

#include <string>

namespace he {

/// The real functions that evaluators apply to ciphertexts. Every one is a single function of the ciphertext,
/// never a composition, so that it acts on each channel of a MORE ciphertext by itself.
enum class FunctionKind {
  relu,     ///< parameters a = max_value (infinity: none), b = negative_slope, c = threshold (Keras' ReLU)
  elu,      ///< x > 0 ? x : a·(exp(x) − 1)
  selu,     ///< scaled elu of Klambauer et al. 2017
  sigmoid,  ///< 1 / (1 + exp(−x))
  hard_sigmoid,  ///< clip(a·x + 0.5, 0, 1); a = 0.2 (Keras 1, 2) or 1/6 (Keras 3)
  tanh,
  softplus,     ///< log(1 + exp(x))
  softsign,     ///< x / (1 + |x|)
  exponential,  ///< exp(x)
  silu,         ///< x · sigmoid(x), also called swish
  gelu,         ///< x · Φ(x) with the normal distribution function
  gelu_tanh,    ///< its tanh approximation (Hendrycks & Gimpel 2016)
  log,          ///< log|x|, log(1e-300) at 0
  sqrt,         ///< sqrt|x|
  abs,
  square,
  clip,       ///< min(max(x, a), b)
  reciprocal  ///< 1/x, |x| below 1e-12 taken as ±1e-12
};

/// A function with its parameters. Where a real function is undefined on part of the line it is extended as
/// said above, in the plain evaluator too: the mask channel may be where the message channel never is.
struct Function {
  FunctionKind kind;
  double a = 0;
  double b = 0;
  double c = 0;

  bool operator==(const Function&) const = default;
};

/// Name for messages: "tanh", "relu".
std::string to_string(FunctionKind kind);

}  // namespace he
