#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "he/tensor/function.h"
#include "he/tensor/linear_map.h"
#include "he/tensor/scheme_info.h"
#include "he/tensor/tensor.h"

namespace he {

/// What a network does to its data, named so that a scheme can say beforehand whether it can.
enum class Operation { linear, affine, gather, sum, function, product, quotient, maximum };

/// One step of a network, in the order in which it runs.
struct OperationUse {
  std::string layer;  ///< name and class, as the user knows it: "max_pooling2d (MaxPooling2D)"
  Operation operation;
  std::optional<Function> function;
};

class NetworkView;
class Plan;
class TrainingEvaluator;

/// Weights, public or encrypted, in the form that one evaluator computes with. Opaque; belongs to the
/// evaluator that made it.
class PreparedLinear {
 public:
  virtual ~PreparedLinear() = default;
};

/// The seam between schemes and networks: arithmetic on encrypted tensors. Plain is a scheme too, so that an
/// encrypted and an unencrypted run are the same code. All members are safe to call from several threads.
/// Tensors of one evaluator must not be handed to another.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  // --- what it is ---
  virtual const SchemeInfo& scheme() const = 0;
  /// How the numbers that load() takes lie on file; those of store(), too, where a plan says nothing else.
  virtual const PayloadLayout& layout() const = 0;
  /// Records that are best processed at a time by a network whose widest layer has `widest` features, so that
  /// a block stays in the cache; a multiple of the layout's granularity. The result of a record never depends
  /// on it.
  virtual std::size_t block_records(std::size_t widest) const = 0;
  /// Largest difference to the plain run, relative to max(1, largest magnitude in any channel), of a network
  /// of usual depth: what plans say that know nothing better.
  virtual double expected_error() const = 0;

  // --- before the first record ---
  /// Throws UnsupportedError, naming the layer, where an operation is none of this scheme.
  virtual void check(std::span<const OperationUse>) const {}
  /// Makes a network ready. Network and evaluator must outlive the plan. Throws UnsupportedError, naming the
  /// layer and what to do, where the network cannot run under this scheme or key; KeyError where it needs an
  /// evaluation key that is not there. Unless overridden: check(), then layer by layer.
  virtual std::unique_ptr<Plan> plan(const NetworkView& network) const;

  // What follows is arithmetic on tensors. A scheme whose plans compute whole networks may lack any of it,
  // and throws UnsupportedError there.

  /// Throws DataError where the weights do not fit the map.
  virtual std::unique_ptr<PreparedLinear> prepare(const LinearMap& map, const LinearWeights& weights) const;

  // --- numbers in and out ---
  /// Reads `records` records of shape `shape` from their payload on file (`layout().numbers(records, shape)`
  /// doubles).
  virtual Tensor load(std::span<const double> payload, std::size_t records, const Shape& shape) const;
  virtual void store(const Tensor& x, std::span<double> payload) const;

  // --- arithmetic ---
  virtual Tensor linear(const Tensor& x, const PreparedLinear& weights) const;
  /// x[f]·scale[f] + shift[f], public numbers for every feature f.
  virtual Tensor affine(Tensor x, std::span<const double> scale, std::span<const double> shift) const;
  /// y[i] = x[source[i]], or zero where source[i] is −1: permutation, padding, broadcast.
  virtual Tensor gather(const Tensor& x, std::span<const std::int32_t> source, const Shape& shape) const;
  /// y[i] = scale[i] · Σ x over window i: average pooling, sums over features.
  virtual Tensor sum(const Tensor& x, const Segments& segments) const;
  /// f(x), one function of each ciphertext.
  virtual Tensor apply(Tensor x, const Function& f) const;
  virtual Tensor add(Tensor x, const Tensor& y) const;
  virtual Tensor subtract(Tensor x, const Tensor& y) const;
  virtual Tensor multiply(Tensor x, const Tensor& y) const;
  /// One record: the sum over all records of every feature.
  virtual Tensor sum_records(const Tensor& x) const;

  // --- components ---
  /// How many components its numbers have that no operation mixes. A network with public weights may run on
  /// one after the other, each of which fits the cache: the result is the same.
  virtual std::size_t components() const { return 1; }
  virtual Tensor component(const Tensor& x, std::size_t) const { return x; }
  /// All components of a tensor in their order, together again.
  virtual Tensor join(std::span<const Tensor> components) const { return components.front(); }

  // --- what few schemes have ---
  /// x / y; magnitudes of y below 1e-12 are taken as ±1e-12.
  virtual Tensor divide(Tensor x, const Tensor& y) const;
  /// y[i] = max of x over window i.
  virtual Tensor maximum(const Tensor& x, const Segments& segments) const;
  /// Encrypted weights and gradients; nullptr where the scheme has none.
  virtual const TrainingEvaluator* training() const { return nullptr; }
};

}  // namespace he
