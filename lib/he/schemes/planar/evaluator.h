#pragma once

#include <array>

#include "he/schemes/planar/storage.h"
#include "he/tensor/evaluator.h"

namespace he::schemes {

/// Most planes a planar scheme has (matrices of 2x2, and evaluation form of degree 8).
inline constexpr std::size_t kMaxPlanes = 16;

/// What all planar schemes have in common: every linear operation acts on each plane alike, and a public
/// constant is added to the planes in which the number 1 is 1. A scheme adds how it reads and writes numbers,
/// products and functions.
template <class T>
class PlanarEvaluator : public Evaluator {
 public:
  const SchemeInfo& scheme() const override { return scheme_; }
  const PayloadLayout& layout() const override { return layout_; }
  std::size_t block_records(std::size_t widest) const override;
  double expected_error() const override { return sizeof(T) == 8 ? 1e-10 : 1e-4; }

  /// Planar schemes run every operation.
  void check(std::span<const OperationUse>) const override {}
  std::unique_ptr<PreparedLinear> prepare(const LinearMap& map, const LinearWeights& weights) const override;

  Tensor load(std::span<const double> payload, std::size_t records, const Shape& shape) const override;
  void store(const Tensor& x, std::span<double> payload) const override;

  Tensor linear(const Tensor& x, const PreparedLinear& weights) const override;
  Tensor affine(Tensor x, std::span<const double> scale, std::span<const double> shift) const override;
  Tensor gather(const Tensor& x, std::span<const std::int32_t> source, const Shape& shape) const override;
  Tensor sum(const Tensor& x, const Segments& segments) const override;
  Tensor add(Tensor x, const Tensor& y) const override;
  Tensor subtract(Tensor x, const Tensor& y) const override;
  Tensor sum_records(const Tensor& x) const override;

  std::size_t components() const override { return planes() / component_planes(); }
  Tensor component(const Tensor& x, std::size_t i) const override;
  Tensor join(std::span<const Tensor> components) const override;

 protected:
  using Storage = PlanarStorage<T>;

  /// `unit[p]`: the number 1 in plane p.
  PlanarEvaluator(SchemeInfo scheme, PayloadLayout layout, std::vector<T> unit)
      : scheme_(std::move(scheme)), layout_(std::move(layout)), unit_(std::move(unit)) {}

  /// Reads one feature of `count` records: payloads `step` doubles apart to a row in each plane; and back.
  virtual void read_row(const double* payload, std::size_t step, std::size_t count,
                        T* const* planes) const = 0;
  virtual void write_row(const T* const* planes, std::size_t count, double* payload,
                         std::size_t step) const = 0;

  std::size_t planes() const { return unit_.size(); }
  /// Planes that functions and products of numbers join; all components are alike.
  virtual std::size_t component_planes() const { return planes(); }
  /// To write to, to read from.
  static Storage& storage(Tensor& x) {
    x.as<Storage>().own();
    return x.as<Storage>();
  }
  static const Storage& storage(const Tensor& x) { return x.as<Storage>(); }
  Tensor make(const Shape& shape, std::size_t records) const { return make(shape, records, planes()); }
  /// With as many planes as x, which may be a component.
  Tensor make(const Shape& shape, const Tensor& x) const {
    return make(shape, x.records(), storage(x).planes());
  }

 private:
  Tensor make(const Shape& shape, std::size_t records, std::size_t planes) const;

  SchemeInfo scheme_;
  PayloadLayout layout_;
  std::vector<T> unit_;
};

}  // namespace he::schemes
