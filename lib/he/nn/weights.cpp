#include "he/nn/weights.h"

#include "he/error.h"

namespace he::nn {

Tensor tensor_of(const LayerWeight& weight, const Evaluator& evaluator) {
  const TrainingEvaluator* training = evaluator.training();
  if (!training)
    throw UnsupportedError("the scheme '" + evaluator.scheme().name +
                           "' in this representation computes with public weights only");
  const Shape shape{weight.columns};
  const std::size_t expected =
      weight.encrypted ? evaluator.layout().numbers(weight.rows, shape) : weight.rows * weight.columns;
  if (weight.values.size() != expected)
    throw DataError("the weight '" + weight.name + "' holds " + std::to_string(weight.values.size()) +
                    " numbers and needs " + std::to_string(expected));
  return weight.encrypted ? evaluator.load(weight.values, weight.rows, shape)
                          : training->encode(weight.values, weight.rows, shape);
}

}  // namespace he::nn
