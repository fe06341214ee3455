#include "he/io/keras/layer.h"

#include <algorithm>
#include <array>
#include <map>

#include "he/error.h"
#include "he/io/keras/activation.h"
#include "he/io/keras/options.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

/// Options of Keras 1 that were renamed for every class.
constexpr std::array<std::array<const char*, 2>, 12> renamed{{{"nb_filter", "filters"},
                                                              {"filter_length", "kernel_size"},
                                                              {"subsample", "strides"},
                                                              {"subsample_length", "strides"},
                                                              {"border_mode", "padding"},
                                                              {"dim_ordering", "data_format"},
                                                              {"output_dim", "units"},
                                                              {"bias", "use_bias"},
                                                              {"pool_length", "pool_size"},
                                                              {"stride", "strides"},
                                                              {"p", "rate"},
                                                              {"sigma", "stddev"}}};

std::string canonical_class(const std::string& class_name) {
  static const std::map<std::string, std::string> names = {{"Convolution1D", "Conv1D"},
                                                           {"Convolution2D", "Conv2D"},
                                                           {"Convolution3D", "Conv3D"},
                                                           {"Deconvolution2D", "Conv2DTranspose"},
                                                           {"SeparableConvolution2D", "SeparableConv2D"}};
  auto found = names.find(class_name);
  return found == names.end() ? class_name : found->second;
}

/// What does not change what inference computes, in any version.
bool irrelevant(const std::string& option) {
  static const std::array names = {"name",
                                   "trainable",
                                   "dtype",
                                   "batch_input_shape",
                                   "batch_shape",
                                   "batch_size",
                                   "input_shape",
                                   "input_dim",
                                   "input_dtype",
                                   "input_length",
                                   "sparse",
                                   "ragged",
                                   "optional",
                                   "init",
                                   "noise_shape",
                                   "seed",
                                   "fused",
                                   "virtual_batch_size",
                                   "l1",
                                   "l2",
                                   "synchronized",
                                   "renorm_clipping",
                                   "renorm_momentum",
                                   "kernel_l2",
                                   "hard_sigmoid_slope"};
  for (const char* end : {"_initializer", "_regularizer", "_constraint", "_init"})
    if (option.ends_with(end)) return true;
  return std::find(names.begin(), names.end(), option) != names.end();
}

/// Renames the options of Keras 1.
Json translated(Json config) {
  for (const auto& [old_name, new_name] : renamed) {
    if (!config.contains(old_name) || config.contains(new_name)) continue;
    config[new_name] = config[old_name];
    config.erase(old_name);
  }
  if (config.contains("nb_row") && config.contains("nb_col"))
    config["kernel_size"] = Json::array({config["nb_row"], config["nb_col"]});
  config.erase("nb_row");
  config.erase("nb_col");
  if (const Json* order = member(config, "data_format")) {
    if (*order == "tf" || *order == "default") config["data_format"] = "channels_last";
    if (*order == "th") config["data_format"] = "channels_first";
  }
  return config;
}

/// Refuses weights that are stored as something else than numbers of their own.
void check_dtype(const Json& config, const std::string& where) {
  const Json* dtype = member(config, "dtype");
  if (!dtype) return;
  const Json* policy = member(*dtype, "class_name");
  const std::string name = policy && policy->is_string() ? *policy : dtype->is_string() ? *dtype : Json("");
  if (name.starts_with("Quantized") || name.starts_with("int") || name.starts_with("float8"))
    refuse_option(where, "dtype", *dtype);
}

/// Options that are accepted with the value that leaves inference alone, and refused otherwise.
void check_leftover(const std::string& option, const Json& value, const std::string& where) {
  if (value.is_null()) return;
  bool harmless = value == false || irrelevant(option);
  if (option == "dilation_rate" || option == "groups")
    harmless = value == 1 || (value.is_array() && std::all_of(value.begin(), value.end(),
                                                              [](const Json& rate) { return rate == 1; }));
  if (option == "mode") harmless = value == 0;  // BatchNormalization of Keras 1
  if (!harmless) refuse_option(where, option, value);
}

/// The causal padding of a kernel of one sample pads nothing.
void drop_trivial_padding(Json& config) {
  const Json* size = member(config, "kernel_size");
  const bool single = size && (*size == 1 || *size == Json::array({1}));
  if (single && config.contains("padding") && config["padding"] == "causal") config["padding"] = "valid";
}

Json canonical_options(const std::string& class_name, Json config, const std::string& where) {
  const std::vector<Option>& known = *known_options(class_name);
  const std::size_t axes = spatial_axes(class_name);
  drop_trivial_padding(config);
  Json options = Json::object();
  for (const Option& option : known) {
    const Json* found = member(config, option.name);
    const bool absent = !found || found->is_null();
    if (absent && option.fallback.is_discarded())
      throw DataError(where + ": the configuration has no option " + quote(option.name));
    const Json& value = absent ? option.fallback : *found;
    if (value.is_null() && option.kind == OptionKind::extents)
      options[option.name] = options.at("pool_size");  // strides of pooling
    else
      options[option.name] = canonical_value(option, value, axes, where);
    config.erase(option.name);
  }
  for (const auto& [option, value] : config.items()) check_leftover(option, value, where);
  return options;
}

/// Configuration of a class that is not known here, without what is never relevant.
Json remaining_options(const Json& config) {
  Json options = Json::object();
  for (const auto& [option, value] : config.items())
    if (!irrelevant(option)) options[option] = value;
  return options;
}

}  // namespace

std::string layer_place(const std::string& file, const std::string& name, const std::string& class_name) {
  return file + ": layer " + quote(name) + " (" + excerpt(class_name, 80) + ")";
}

bool speaks_keras1(const Json& config) {
  return std::any_of(renamed.begin(), renamed.end(),
                     [&config](const auto& names) { return config.contains(names[0]); }) ||
         config.contains("nb_row");
}

namespace {

/// The layer with its activation as the name of a function, followed by a layer where it has no such name.
std::vector<LayerDescription> with_activation(LayerDescription layer, int dialect, const std::string& where) {
  const Activation activation =
      read_activation(layer.options.at("activation"), layer_place(where, layer.name, layer.class_name));
  layer.options["activation"] = activation.function;
  if (activation.function == "hard_sigmoid")
    layer.options["hard_sigmoid_slope"] = dialect >= 3 ? 1.0 / 6.0 : 0.2;
  if (activation.class_name.empty()) return {layer};
  const bool alone = layer.class_name == "Activation";
  std::vector<LayerDescription> following =
      canonical_layers(activation.class_name, alone ? layer.name : layer.name + "_activation",
                       activation.config, dialect, where);
  const std::string function = plain_function(following.front());
  if (!function.empty()) {
    layer.options["activation"] = function;
    return {layer};
  }
  if (!alone) following.insert(following.begin(), layer);
  return following;
}

}  // namespace

std::vector<LayerDescription> canonical_layers(const std::string& class_name, const std::string& name,
                                               const Json& config, int dialect, const std::string& where) {
  LayerDescription layer{canonical_class(class_name), name, Json::object(), {}};
  const std::string place = layer_place(where, name, class_name);
  if (!config.is_object())
    throw DataError(place + ": the configuration is " + brief(config) + ", not an object");
  if (!known_options(layer.class_name)) {
    layer.options = remaining_options(config);
    return {layer};
  }
  check_dtype(config, place);
  Json words = translated(config);
  if (layer.class_name == "LeakyReLU" && words.contains("alpha")) {
    words["negative_slope"] = words["alpha"];
    words.erase("alpha");
  }
  layer.options = canonical_options(layer.class_name, std::move(words), place);
  if (layer.options.contains("activation")) return with_activation(std::move(layer), dialect, where);
  return {layer};
}

}  // namespace he::io::keras
