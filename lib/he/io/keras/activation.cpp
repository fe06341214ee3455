#include "he/io/keras/activation.h"

#include "he/error.h"

namespace he::io::keras {
namespace {

std::string function_name(const Json& value, const std::string& where) {
  if (!value.is_string())
    throw UnsupportedError(where + ": its activation is code stored in the file, which is never run");
  return value == "silu" ? "swish" : value.get<std::string>();
}

}  // namespace

Activation read_activation(const Json& value, const std::string& where) {
  if (value.is_null()) return {};
  const Json* class_name = member(value, "class_name");
  if (!class_name) return {function_name(value, where), {}, {}};
  const std::string name = function_name(*class_name, where);
  const Json* config = member(value, "config");
  if (name == "function") return {function_name(config ? *config : Json(), where), {}, {}};
  if (name.starts_with("__")) return {function_name({}, where), {}, {}};  // "__lambda__": byte code
  const bool is_class = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  if (!is_class) return {name, {}, {}};
  return {"linear", name, config && config->is_object() ? *config : Json::object()};
}

std::string plain_function(const LayerDescription& layer) {
  const Json& options = layer.options;
  if (layer.class_name == "ReLU" && options["max_value"].is_null() && options["negative_slope"] == 0 &&
      options["threshold"] == 0)
    return "relu";
  if (layer.class_name == "Softmax" && options["axis"] == -1) return "softmax";
  if (layer.class_name == "ELU" && options["alpha"] == 1) return "elu";
  return {};
}

}  // namespace he::io::keras
