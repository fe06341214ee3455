#pragma once

#include <span>

#include "he/io/models/model.h"
#include "he/nn/layer.h"
#include "he/tensor/plan.h"

namespace he::nn {

/// A chain of layers with public or encrypted weights. It belongs to no scheme; Inference runs it under one.
class Network final : public NetworkView {
 public:
  /// Builds the layers of a model file. Throws UnsupportedError naming a layer that is not known and saying
  /// what is supported, DataError where layer and weights or neighbouring layers do not fit.
  explicit Network(const io::ModelDescription& model);

  const Shape& input_shape() const override { return input_shape_; }
  const Shape& output_shape() const override {
    return layers_.empty() ? input_shape_ : layers_.back()->output_shape();
  }
  const Layers& layers() const { return layers_; }
  bool encrypted() const override { return encrypted_; }
  /// Which layer of the model file layers()[i] is of.
  std::size_t described(std::size_t i) const { return described_[i]; }
  std::size_t widest() const override;
  std::vector<OperationUse> operations() const override;
  LastFunction last_function() const override;
  const Array& sensitivities() const override { return statistics_.sensitivities; }
  double largest_result() const override { return statistics_.largest_result; }
  Weights prepare(const Evaluator& evaluator) const override;
  Tensor forward(const Evaluator& evaluator, const Weights& weights, Tensor x, const Entering& entering = {},
                 Extent extent = Extent::all) const override;

 private:
  Shape input_shape_;
  io::DataStatistics statistics_;
  bool encrypted_;
  Layers layers_;
  std::vector<std::size_t> described_;
};

/// A network under one scheme: planned, with its weights prepared, before the first record.
class Inference {
 public:
  /// Throws what Evaluator::plan() throws. Both must outlive the inference.
  Inference(const Network& network, const Evaluator& evaluator);

  const Plan& plan() const { return *plan_; }

  /// Any number of records from payload to payload as on file, in blocks, on all threads. The result of a
  /// record does not depend on the blocks, nor on the number of threads. `y`: as plan().output_layout() says.
  /// `public_input`: x are numbers in clear although the evaluator is not that of plain numbers (the weights
  /// are encrypted).
  void run(std::span<const double> x, std::size_t records, std::span<double> y,
           bool public_input = false) const;

 private:
  void run_block(std::span<const double> x, std::size_t first, std::size_t count, std::span<double> y,
                 bool public_input) const;

  const Network& network_;
  const Evaluator& evaluator_;
  std::unique_ptr<Plan> plan_;
};

}  // namespace he::nn
