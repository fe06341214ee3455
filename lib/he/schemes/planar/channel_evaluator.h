#pragma once

#include "he/schemes/planar/evaluator.h"
#include "he/schemes/planar/linear_kernel.h"
#include "he/tensor/training_evaluator.h"

namespace he::schemes {

/// Planar schemes whose products and functions act on independent channels: plain numbers, where every plane
/// is a channel, and MORE in the plane of its key, where (`Paired`) each two planes a, b hold the channels a
/// + b and a − b. Both products of ciphertexts and training are products of channels.
template <class T, bool Paired>
class ChannelEvaluator : public PlanarEvaluator<T>, public TrainingEvaluator {
 public:
  Tensor apply(Tensor x, const Function& f) const override;
  Tensor multiply(Tensor x, const Tensor& y) const override;
  Tensor divide(Tensor x, const Tensor& y) const override;
  Tensor maximum(const Tensor& x, const Segments& segments) const override;
  Tensor linear(const Tensor& x, const PreparedLinear& weights) const override;
  const TrainingEvaluator* training() const override { return this; }

  using PlanarEvaluator<T>::prepare;
  Tensor encode(std::span<const double> values, std::size_t records, const Shape& shape) const override;
  std::vector<double> snapshot(const Tensor& x) const override;
  void restore(Tensor& x, std::span<const double> snapshot) const override;
  bool finite(const Tensor& x) const override;
  Tensor axpby(double x_factor, Tensor x, double y_factor, const Tensor& y) const override;
  Tensor broadcast(const Tensor& x, std::size_t records) const override;
  Tensor apply_derivative(Tensor dy, const Function& f, const Tensor& x, const Tensor& y) const override;
  Tensor maximum_gradient(const Tensor& dy, const Tensor& x, const Segments& segments) const override;
  std::unique_ptr<PreparedMap> prepare(const LinearMap& map) const override;
  std::unique_ptr<PreparedLinear> prepare(const PreparedMap& map, const Tensor& kernel,
                                          const Tensor* bias) const override;
  Tensor linear_adjoint(const Tensor& dy, const PreparedMap& map, const Tensor& kernel) const override;
  Tensor kernel_gradient(const Tensor& x, const Tensor& dy, const PreparedMap& map) const override;

 protected:
  using Storage = PlanarStorage<T>;
  using PlanarEvaluator<T>::PlanarEvaluator;

  std::size_t component_planes() const override { return Paired ? 2 : 1; }

  /// By how much reading a number amplifies the rounding of all its channels in each of them.
  virtual T rounding() const { return 1; }

 private:
  /// The tensor with each channel in a plane of its own: itself where that is so, else a copy of it that
  /// `copy` holds.
  const Storage& separated(const Tensor& x, std::optional<Tensor>& copy) const;
  Tensor product(const Tensor& x, const LinearPattern& pattern, const PlanarLinear<T>& weights, T unit) const;
};

}  // namespace he::schemes
