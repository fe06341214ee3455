#include "he/nn/raw_units.h"

#include <algorithm>

#include "he/error.h"
#include "he/nn/weights.h"

namespace he::nn {
namespace {

std::vector<double> stored(const Evaluator& evaluator, const Tensor& x) {
  std::vector<double> numbers(evaluator.layout().numbers(x.records(), x.shape()));
  evaluator.store(x, numbers);
  return numbers;
}

/// A public weight in the form of the others.
io::Weight public_weight(const std::string& name, const std::vector<double>& values,
                         const Evaluator& evaluator) {
  const Tensor x = tensor_of({name, 1, values.size(), values, false}, evaluator);
  return {name, {values.size()}, stored(evaluator, x)};
}

io::LayerDescription normalization(const io::Standardisation& standardisation, const Evaluator& evaluator) {
  std::vector<double> variance;
  for (double deviation : standardisation.standard_deviation) variance.push_back(deviation * deviation);
  return {"Normalization",
          "normalization",
          {{"axis", {-1}}},
          {public_weight("mean", standardisation.mean, evaluator),
           public_weight("variance", variance, evaluator)}};
}

io::LayerDescription& last_linear(io::ModelDescription& model, std::size_t outputs) {
  const char* const wanted =
      "; targets in raw units need a last layer 'dense' with a bias and without an activation";
  if (model.layers.empty()) throw DataError(std::string("the model has no layers") + wanted);
  io::LayerDescription& layer = model.layers.back();
  const io::Weight* bias = layer.find("bias");
  if (layer.class_name != "Dense" || !bias || layer.options.value("activation", "linear") != "linear")
    throw DataError("layer '" + layer.name + " (" + layer.class_name + ")' is the last one" + wanted);
  if (element_count(bias->shape) != outputs)
    throw DataError("layer '" + layer.name + "' has " + to_string(bias->shape) +
                    " outputs; the standardisation is for " + std::to_string(outputs) + " targets");
  return layer;
}

/// Every row of a weight times `scale`, plus `shift`.
void transform(io::Weight& weight, const std::vector<double>& scale, const std::vector<double>& shift,
               const Evaluator& evaluator) {
  const std::size_t rows = element_count(weight.shape) / scale.size();
  const Tensor x = evaluator.load(weight.values, rows, {scale.size()});
  weight.values = stored(evaluator, evaluator.affine(x, scale, shift));
}

}  // namespace

void take_raw_units(io::ModelDescription& model, const io::Standardisation& standardisation,
                    const Evaluator& evaluator) {
  if (model.input_shape != Shape{standardisation.mean.size()})
    throw DataError("the model takes records of shape " + to_string(model.input_shape) +
                    ", the standardisation is for " + std::to_string(standardisation.mean.size()) +
                    " numbers");
  if (!standardisation.target_mean.empty()) {
    const std::vector<double>& deviation = standardisation.target_standard_deviation;
    for (io::Weight& weight : last_linear(model, deviation.size()).weights)
      transform(
          weight, deviation,
          weight.name == "bias" ? standardisation.target_mean : std::vector<double>(deviation.size(), 0.0),
          evaluator);
  }
  model.layers.insert(model.layers.begin(), normalization(standardisation, evaluator));
}

}  // namespace he::nn
