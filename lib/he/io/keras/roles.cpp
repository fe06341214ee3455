#include "he/io/keras/roles.h"

#include <algorithm>
#include <array>

#include "he/error.h"

namespace he::io::keras {
namespace {

constexpr std::size_t any = 0;  ///< where the configuration does not say how many

/// Names that differ from today's; Keras 1 puts the layer's name before its own: "dense_1_W". Its running_std
/// holds the variance.
constexpr std::array<std::array<const char*, 2>, 4> old_names{
    {{"W", "kernel"}, {"b", "bias"}, {"running_mean", "moving_mean"}, {"running_std", "moving_variance"}}};

bool has_kernel(const std::string& class_name) {
  return class_name == "Dense" || class_name == "Conv1D" || class_name == "Conv2D";
}

bool is_called(const std::string& step, const std::string& name) {
  return step == name || step.ends_with("_" + name);
}

/// The role that a stored name means; empty where it means none.
std::string role_of(const std::string& stored_name, const std::vector<std::string>& roles) {
  std::string step = last_step(stored_name);
  for (const auto& [old_name, name] : old_names)
    if (is_called(step, old_name)) step = name;
  for (const std::string& role : roles)
    if (is_called(step, role)) return role;
  return {};
}

std::string pattern(const Shape& shape) {
  std::string text;
  for (std::size_t extent : shape)
    text += (text.empty() ? "" : "x") + (extent == any ? "?" : std::to_string(extent));
  return text;
}

}  // namespace

std::vector<std::string> weight_roles(const LayerDescription& layer) {
  std::vector<std::string> roles;
  if (has_kernel(layer.class_name)) {
    roles = {"kernel"};
    if (layer.options.value("use_bias", true)) roles.push_back("bias");
  } else if (layer.class_name == "BatchNormalization") {
    if (layer.options.value("scale", true)) roles.push_back("gamma");
    if (layer.options.value("center", true)) roles.push_back("beta");
    roles.insert(roles.end(), {"moving_mean", "moving_variance"});
  } else if (layer.class_name == "Normalization" && layer.weights.empty()) {
    roles = {"mean", "variance", "count"};
  }
  return roles;
}

std::string last_step(const std::string& stored_name) {
  std::string step = stored_name.substr(stored_name.rfind('/') + 1);
  return step.substr(0, step.find(':'));
}

std::string scope_step(const std::string& stored_name) {
  const std::size_t end = stored_name.rfind('/');
  return end == std::string::npos ? "" : last_step(stored_name.substr(0, end));
}

std::optional<std::vector<std::string>> assign_roles(const std::vector<std::string>& stored_names,
                                                     const std::vector<std::string>& roles) {
  if (stored_names.size() != roles.size()) return {};
  std::vector<std::string> assigned;
  for (const std::string& name : stored_names) {
    const std::string role = role_of(name, roles);
    if (role.empty() || std::find(assigned.begin(), assigned.end(), role) != assigned.end()) return roles;
    assigned.push_back(role);
  }
  return assigned;
}

Shape weight_shape(const std::string& weight, const LayerDescription& layer, std::size_t inputs) {
  if (!has_kernel(layer.class_name)) return {inputs};
  const bool dense = layer.class_name == "Dense";
  const auto outputs = layer.options.at(dense ? "units" : "filters").get<std::size_t>();
  if (weight == "bias") return {outputs};
  Shape shape;
  if (!dense) shape = layer.options.at("kernel_size").get<Shape>();
  shape.insert(shape.end(), {inputs, outputs});
  return shape;
}

void check_shape(const Weight& weight, const LayerDescription& layer, const std::string& where) {
  const Shape expected = weight_shape(weight.name, layer, any);
  bool matches = weight.shape.size() == expected.size();
  for (std::size_t i = 0; matches && i < expected.size(); ++i)
    matches = expected[i] == any ? weight.shape[i] > 0 : weight.shape[i] == expected[i];
  if (!matches)
    throw DataError(where + " has the shape " + to_string(weight.shape) +
                    ", but the configuration asks for " + pattern(expected));
}

}  // namespace he::io::keras
