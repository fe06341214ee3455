#pragma once

#include <span>

#include "he/io/models/model.h"
#include "he/nn/layer.h"

namespace he::nn {

/// A chain of layers with public or encrypted weights. It belongs to no scheme; Inference runs it under one.
class Network {
 public:
  /// Builds the layers of a model file. Throws UnsupportedError naming a layer that is not known and saying
  /// what is supported, DataError where layer and weights or neighbouring layers do not fit.
  explicit Network(const io::ModelDescription& model);

  const Shape& input_shape() const { return input_shape_; }
  const Shape& output_shape() const {
    return layers_.empty() ? input_shape_ : layers_.back()->output_shape();
  }
  const Layers& layers() const { return layers_; }
  /// Whether its weights are ciphertexts.
  bool encrypted() const { return encrypted_; }
  /// Which layer of the model file layers()[i] is of.
  std::size_t described(std::size_t i) const { return described_[i]; }
  /// Features of the widest layer, its input included.
  std::size_t widest() const;

 private:
  Shape input_shape_;
  bool encrypted_;
  Layers layers_;
  std::vector<std::size_t> described_;
};

/// A network under one scheme: checked and with its weights prepared before the first record.
class Inference {
 public:
  /// Throws UnsupportedError, naming the layer, where the scheme cannot run the network. Both must outlive
  /// the inference.
  Inference(const Network& network, const Evaluator& evaluator);

  /// One block of records.
  Tensor run(const Tensor& x) const;

  /// Any number of records from payload to payload as on file, in blocks, on all threads.
  /// The result of a record does not depend on the blocks, nor on the number of threads. `public_input`: x
  /// are numbers in clear although the evaluator is not that of plain numbers (the weights are encrypted).
  void run(std::span<const double> x, std::size_t records, std::span<double> y,
           bool public_input = false) const;

 private:
  Tensor run_layers(Tensor x) const;
  void run_block(std::span<const double> x, std::size_t first, std::size_t count, std::span<double> y,
                 bool public_input) const;

  const Network& network_;
  const Evaluator& evaluator_;
  std::vector<std::unique_ptr<PreparedLinear>> weights_;  ///< by layer
};

}  // namespace he::nn
