#include "he/schemes/ckks/recording.h"

#include <fmt/format.h>

#include "he/error.h"
#include "he/schemes/ckks/parameters.h"

namespace he::schemes::ckks {
namespace {

/// What was done to a tensor so far.
struct Past final : TensorStorage {
  std::vector<RecordedStep> steps;
  std::unique_ptr<TensorStorage> clone() const override { return std::make_unique<Past>(*this); }
};

struct RecordedWeights final : PreparedLinear {
  AffineMap map;
  Shape output_shape;
};

/// Tensors are what was done to them. `layer` is the name of the layer that runs.
class Recorder final : public Evaluator {
 public:
  explicit Recorder(const std::string& layer) : layer_(layer) { scheme_.name = kScheme; }

  const SchemeInfo& scheme() const override { return scheme_; }
  const PayloadLayout& layout() const override { return layout_; }
  std::size_t block_records(std::size_t) const override { return 1; }
  double expected_error() const override { return 0; }

  std::unique_ptr<PreparedLinear> prepare(const LinearMap& map, const LinearWeights& weights) const override {
    auto recorded = std::make_unique<RecordedWeights>();
    recorded->map = affine_map_of(map, weights);
    recorded->output_shape = map.output_shape;
    return recorded;
  }
  Tensor linear(const Tensor& x, const PreparedLinear& weights) const override {
    const auto& recorded = static_cast<const RecordedWeights&>(weights);
    return after(x, recorded.output_shape, recorded.map);
  }
  Tensor affine(Tensor x, std::span<const double> scale, std::span<const double> shift) const override {
    DiagonalMap map{{}, {scale.begin(), scale.end()}, {shift.begin(), shift.end()}};
    for (std::size_t i = 0; i < scale.size(); ++i) map.source.push_back(static_cast<std::int32_t>(i));
    const Shape shape = x.shape();
    return after(x, shape, std::move(map));
  }
  Tensor gather(const Tensor& x, std::span<const std::int32_t> source, const Shape& shape) const override {
    return after(x, shape,
                 DiagonalMap{{source.begin(), source.end()},
                             std::vector<double>(source.size(), 1),
                             std::vector<double>(source.size(), 0)});
  }
  Tensor sum(const Tensor& x, const Segments& segments) const override {
    return after(x, segments.output_shape, affine_map_of(segments));
  }
  Tensor apply(Tensor x, const Function& f) const override {
    if (f.kind != FunctionKind::square)
      throw UnsupportedError(fmt::format(
          "the scheme 'ckks' computes sums, products with public weights and squares, and no {}; train "
          "the network with the activation 'square' (docs/training.md), or encrypt under a key of "
          "--scheme more, which protects little",
          to_string(f.kind)));
    const Shape shape = x.shape();
    return after(x, shape, Square{});
  }
  Tensor maximum(const Tensor&, const Segments&) const override {
    throw UnsupportedError(
        "the scheme 'ckks' computes sums, products with public weights and squares, and no maximum; train "
        "the "
        "network with average pooling in place of max pooling (docs/training.md)");
  }

 private:
  Tensor after(const Tensor& x, const Shape& shape, decltype(RecordedStep::what) what) const {
    auto past = std::make_unique<Past>(x.as<Past>());
    past->steps.push_back({layer_, std::move(what)});
    return Tensor(shape, x.records(), std::move(past));
  }

  const std::string& layer_;
  SchemeInfo scheme_;
  PayloadLayout layout_;
};

}  // namespace

Program recorded(const NetworkView& network) {
  std::string layer;
  const Recorder recorder(layer);
  try {
    if (network.encrypted())
      throw UnsupportedError("its weights are encrypted, and the scheme 'ckks' takes public ones");
    const Tensor result = network.forward(
        recorder, network.prepare(recorder), Tensor(network.input_shape(), 1, std::make_unique<Past>()),
        [&](const std::string& name) { layer = name; }, NetworkView::Extent::before_last_function);
    return program_of(result.as<Past>().steps, element_count(network.input_shape()));
  } catch (const UnsupportedError& error) {
    throw UnsupportedError(layer.empty() ? std::string(error.what())
                                         : fmt::format("layer '{}': {}", layer, error.what()));
  }
}

}  // namespace he::schemes::ckks
