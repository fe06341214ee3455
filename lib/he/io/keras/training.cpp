#include "he/io/keras/training.h"

#include <algorithm>

#include "he/error.h"
#include "he/io/keras/initializer.h"
#include "he/io/keras/options.h"
#include "he/io/keras/roles.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

constexpr double default_l2 = 0.01;

/// The weights of a layer that are drawn before training; Normalization learns nothing.
std::vector<std::string> drawn_weights(const LayerDescription& layer) {
  return layer.class_name == "Normalization" ? std::vector<std::string>() : weight_roles(layer);
}

/// The first option of these names that is given, or nullptr.
const Json* given(const Json& config, std::initializer_list<std::string> names) {
  for (const std::string& name : names) {
    const Json* value = member(config, name.c_str());
    if (value && !value->is_null()) return value;
  }
  return nullptr;
}

/// The factor of a regulariser in any spelling ("l2", {"class_name": "L1L2", "config": {…}}, Keras 1:
/// {"name": "WeightRegularizer", "l1": …, "l2": …}). Throws where it is more than an L2.
double l2_factor(const Json& value, const std::string& where) {
  const Json* config = member(value, "config");
  const Json& factors = config ? *config : value;
  if (value == "l2" || value == "L2") return default_l2;
  const Json* class_name = given(value, {"class_name", "name"});
  const bool known = class_name && (*class_name == "L2" || *class_name == "L1L2" ||
                                    *class_name == "WeightRegularizer" || *class_name == "l2");
  const Json* l1 = member(factors, "l1");
  if (!known || (l1 && *l1 != 0)) refuse_option(where, "kernel_regularizer", value);
  const Json* l2 = member(factors, "l2");
  if (!l2) return *class_name == "WeightRegularizer" || *class_name == "L1L2" ? 0 : default_l2;
  if (!l2->is_number() || *l2 < 0)
    throw DataError(where + ": option 'kernel_regularizer' has the factor " + brief(*l2) +
                    ", not a number of at least 0");
  return l2->get<double>();
}

void check_rest(const LayerDescription& layer, const Json& config, const std::string& where) {
  for (const auto& [option, value] : config.items()) {
    if (value.is_null()) continue;
    const bool kernel = option == "kernel_regularizer" || option == "W_regularizer";
    const bool changes = (option.ends_with("_regularizer") && !kernel) || option.ends_with("_constraint") ||
                         option == "noise_shape";
    const bool frozen = option == "trainable" && value == false && !drawn_weights(layer).empty();
    if (changes || frozen) refuse_option(where, option, value);
  }
}

}  // namespace

std::vector<std::string> training_options(const std::string& class_name) {
  std::vector<std::string> names;
  for (const std::string& role : drawn_weights({class_name, "", Json::object(), {}}))
    names.push_back(role + "_initializer");
  if (std::find(names.begin(), names.end(), "kernel_initializer") != names.end())
    names.emplace_back("kernel_regularizer");
  return names;
}

void keep_training_options(LayerDescription& layer, const Json& config, const std::string& where) {
  check_rest(layer, config, where);
  for (const std::string& role : drawn_weights(layer)) {
    const std::string option = role + "_initializer";
    const Json* value = given(config, {option, role == "kernel" ? "init" : role + "_init"});
    if (value) layer.options[option] = canonical_initializer(*value, where + ": option " + quote(option));
    const Json* regularizer =
        role == "kernel" ? given(config, {"kernel_regularizer", "W_regularizer"}) : nullptr;
    if (regularizer) layer.options["kernel_l2"] = l2_factor(*regularizer, where);
  }
}

}  // namespace he::io::keras
