#pragma once

#include "he/tensor/evaluator.h"

namespace he {

/// A linear map in the form in which one evaluator computes its products and gradients. Opaque; belongs to
/// the evaluator that made it.
class PreparedMap {
 public:
  virtual ~PreparedMap() = default;
};

/// What training needs beyond the arithmetic of inference: a capability of schemes that multiply ciphertexts
/// without bound. Plain is one of them, so that the encrypted and the unencrypted training are the same code.
///
/// Weights are tensors like data: a kernel [indices, channels] is `indices` records of shape {channels}, a
/// bias one record of shape {channels}. Members compute with all threads; no result depends on their number.
class TrainingEvaluator {
 public:
  virtual ~TrainingEvaluator() = default;

  /// Public numbers [records, shape…] as a tensor, to compute with beside encrypted ones: weights before the
  /// first step, masks of Dropout.
  virtual Tensor encode(std::span<const double> values, std::size_t records, const Shape& shape) const = 0;
  /// All numbers of a tensor exactly as they are in memory, for checkpoints of the same scheme and
  /// representation.
  virtual std::vector<double> snapshot(const Tensor& x) const = 0;
  /// The way back, into a tensor of that shape. Throws DataError where the image has another size.
  virtual void restore(Tensor& x, std::span<const double> snapshot) const = 0;
  /// False where a number of any channel is infinite or not a number.
  virtual bool finite(const Tensor& x) const = 0;
  /// x_factor·x + y_factor·y with public factors.
  virtual Tensor axpby(double x_factor, Tensor x, double y_factor, const Tensor& y) const = 0;
  /// The one record of x, `records` times.
  virtual Tensor broadcast(const Tensor& x, std::size_t records) const = 0;
  /// dy·f′(x), where y = f(x) is known already: the chain rule through a function. Derivatives that jump take
  /// a number that rounding cannot tell from the jump as the jump itself (relu′(0) = 0).
  virtual Tensor apply_derivative(Tensor dy, const Function& f, const Tensor& x, const Tensor& y) const = 0;
  /// The gradient of Evaluator::maximum: each dy goes to the first feature of its window that is the largest.
  virtual Tensor maximum_gradient(const Tensor& dy, const Tensor& x, const Segments& segments) const = 0;

  /// Throws DataError where the map is none that a layer makes.
  virtual std::unique_ptr<PreparedMap> prepare(const LinearMap& map) const = 0;
  /// Encrypted weights for Evaluator::linear; `bias` may be null.
  virtual std::unique_ptr<PreparedLinear> prepare(const PreparedMap& map, const Tensor& kernel,
                                                  const Tensor* bias) const = 0;
  /// The gradient of y = linear(x) with respect to x: Wᵀ·dy.
  virtual Tensor linear_adjoint(const Tensor& dy, const PreparedMap& map, const Tensor& kernel) const = 0;
  /// The gradient with respect to the kernel, summed over records and positions: of the kernel's shape.
  virtual Tensor kernel_gradient(const Tensor& x, const Tensor& dy, const PreparedMap& map) const = 0;
};

}  // namespace he
