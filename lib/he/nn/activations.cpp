#include "he/nn/activations.h"

#include <limits>
#include <map>

#include "he/error.h"
#include "he/nn/layers.h"

namespace he::nn {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> table = {
      {"relu", {FunctionKind::relu, kUnbounded}},
      {"relu6", {FunctionKind::relu, 6}},
      {"leaky_relu", {FunctionKind::relu, kUnbounded, 0.2}},
      {"elu", {FunctionKind::elu, 1}},
      {"selu", {FunctionKind::selu}},
      {"sigmoid", {FunctionKind::sigmoid}},
      {"tanh", {FunctionKind::tanh}},
      {"softplus", {FunctionKind::softplus}},
      {"softsign", {FunctionKind::softsign}},
      {"exponential", {FunctionKind::exponential}},
      {"silu", {FunctionKind::silu}},
      {"swish", {FunctionKind::silu}},
      {"gelu", {FunctionKind::gelu}},
      {"square", {FunctionKind::square}},  // ours: what lattice schemes can compute
  };
  return table;
}

}  // namespace

std::string activation_names() {
  std::string names = "linear, softmax, hard_sigmoid";
  for (const auto& [name, function] : functions()) names += ", " + name;
  return names;
}

std::unique_ptr<Layer> activation(const std::string& label, const Shape& shape, const std::string& name,
                                  double hard_sigmoid_slope) {
  if (name == "linear") return nullptr;
  if (name == "softmax") return std::make_unique<SoftmaxLayer>(label, shape);
  if (name == "hard_sigmoid")
    return std::make_unique<FunctionLayer>(label, shape,
                                           Function{FunctionKind::hard_sigmoid, hard_sigmoid_slope});
  const auto found = functions().find(name);
  if (found == functions().end())
    throw UnsupportedError("layer '" + label + "': the activation '" + name +
                           "' is not supported; supported are " + activation_names());
  return std::make_unique<FunctionLayer>(label, shape, found->second);
}

}  // namespace he::nn
