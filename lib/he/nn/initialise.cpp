#include "he/nn/initialise.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/io/keras/initializer.h"
#include "he/io/keras/roles.h"
#include "he/nn/geometry.h"
#include "he/nn/layer_factory.h"
#include "he/nn/public_random.h"

namespace he::nn {
namespace {

using io::LayerDescription;
using io::keras::Initializer;
using Distribution = Initializer::Distribution;
using Fan = Initializer::Fan;

/// Deviation of a standard normal that is cut at ±2.
constexpr double kTruncatedDeviation = 0.87962566103423978;

/// Inputs and outputs of one number of a layer: of a kernel [receptive field…, in, out] those of the whole
/// field; any other weight is a vector, and both are its size.
std::pair<double, double> fans(const Shape& shape) {
  if (shape.size() < 2) return {static_cast<double>(shape.at(0)), static_cast<double>(shape.at(0))};
  const Shape field(shape.begin(), shape.end() - 2);
  const auto positions = static_cast<double>(element_count(field));
  return {positions * static_cast<double>(shape[shape.size() - 2]),
          positions * static_cast<double>(shape.back())};
}

/// The initialiser with the bounds or the deviation that its fan gives it.
Initializer scaled(Initializer initializer, const Shape& shape) {
  if (initializer.fan == Fan::none) return initializer;
  const auto [in, out] = fans(shape);
  const double fan = initializer.fan == Fan::in ? in : initializer.fan == Fan::out ? out : (in + out) / 2;
  const double variance = initializer.scale / std::max(1.0, fan);
  const bool uniform = initializer.distribution == Distribution::uniform;
  const bool truncated = initializer.distribution == Distribution::truncated_normal;
  initializer.second =
      uniform ? std::sqrt(3 * variance) : std::sqrt(variance) / (truncated ? kTruncatedDeviation : 1);
  initializer.first = uniform ? -initializer.second : 0;
  return initializer;
}

double draw(const Initializer& from, PublicRandom& random) {
  switch (from.distribution) {
    case Distribution::uniform:
      return from.first + (from.second - from.first) * random.uniform();
    case Distribution::normal:
      return from.first + from.second * random.normal();
    case Distribution::truncated_normal:
      return from.first + from.second * random.truncated_normal();
    case Distribution::constant:
      return from.first;
  }
  return from.first;
}

/// Numbers along the axis of the channels of what a layer is given.
std::size_t channels(const LayerDescription& layer, const Shape& input) {
  const auto axis = layer.options.find("axis");
  const bool first = layer.options.value("data_format", "channels_last") == "channels_first" ||
                     (axis != layer.options.end() && *axis == 1);
  return first ? input.front() : input.back();
}

/// The layers of a model in turn, each with the shape of what it is given.
class Initialisation {
 public:
  Initialisation(const io::ModelDescription& model, std::uint64_t seed)
      : seed_(seed), shape_(model.input_shape) {
    if (shape_.empty()) throw DataError("the model does not say the shape of its input");
  }

  void add(LayerDescription& layer) {
    std::uint32_t place = 0;
    for (const std::string& role : io::keras::weight_roles(layer)) {
      const std::uint64_t stream = stream_of(StreamUse::initial_weights, index_, place++);
      if (role == "count") continue;  // how many records a Normalization has seen
      const Shape shape = io::keras::weight_shape(role, layer, channels(layer, shape_));
      if (const io::Weight* there = layer.find(role))
        check(*there, shape, layer);
      else
        layer.weights.push_back(first_values(role, shape, layer, stream));
    }
    Layers step;
    append_layer(layer, false, shape_, step);
    if (!step.empty()) shape_ = step.back()->output_shape();
    ++index_;
  }

 private:
  static std::string label(const LayerDescription& layer) {
    return "layer '" + layer.name + " (" + layer.class_name + ")': ";
  }

  static void check(const io::Weight& weight, const Shape& shape, const LayerDescription& layer) {
    if (weight.shape != shape || weight.values.size() != element_count(shape))
      throw DataError(label(layer) + "weight '" + weight.name + "' has the shape " + to_string(weight.shape) +
                      " and needs " + to_string(shape));
  }

  io::Weight first_values(const std::string& role, const Shape& shape, const LayerDescription& layer,
                          std::uint64_t stream) const {
    const std::string option = role + "_initializer", where = label(layer) + "option '" + option + "'";
    if (element_count(shape) > kMaxTaps)
      throw DataError(label(layer) + "weight '" + role + "' of the shape " + to_string(shape) +
                      " is too large for this program");
    const auto found = layer.options.find(option);
    const nlohmann::json chosen =
        found == layer.options.end() ? io::keras::default_initializer(role) : *found;
    const Initializer from = scaled(io::keras::read_initializer(chosen, where), shape);
    io::Weight weight{role, shape, std::vector<double>(element_count(shape))};
    PublicRandom random(seed_, stream);
    for (double& value : weight.values) value = draw(from, random);
    return weight;
  }

  std::uint64_t seed_;
  Shape shape_;  ///< of what the next layer is given
  std::uint32_t index_ = 0;
};

/// An encrypted model has to bring all of its weights: public numbers cannot stand among them.
void require_weights(const io::ModelDescription& model) {
  for (const LayerDescription& layer : model.layers)
    for (const std::string& role : io::keras::weight_roles(layer))
      if (role != "count" && !layer.find(role))
        throw DataError("layer '" + layer.name + " (" + layer.class_name + ")': the encrypted weight '" +
                        role + "' is missing");
}

}  // namespace

void initialise(io::ModelDescription& model, std::uint64_t seed) {
  if (!model.scheme.plain()) return require_weights(model);
  Initialisation initialisation(model, seed);
  for (LayerDescription& layer : model.layers) initialisation.add(layer);
}

}  // namespace he::nn
