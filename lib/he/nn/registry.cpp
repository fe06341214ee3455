#include "he/nn/registry.h"

#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "he/error.h"
#include "he/nn/activations.h"
#include "he/nn/geometry.h"
#include "he/nn/layers.h"

namespace he::nn {
namespace {

using io::LayerDescription;
using nlohmann::json;

/// A layer under construction: its description, where it goes, and typed access to its options.
struct Construction {
  const LayerDescription& layer;
  const Shape& input;
  Layers& layers;

  std::string label() const { return layer.name + " (" + layer.class_name + ")"; }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Unsupported("layer '" + label() + "': " + what);
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError("layer '" + label() + "': " + what);
  }

  const json* option(const std::string& key) const {
    const auto found = layer.options.find(key);
    return found == layer.options.end() || found->is_null() ? nullptr : &*found;
  }
  double number(const std::string& key, double fallback) const {
    const json* value = option(key);
    if (!value) return fallback;
    if (!value->is_number()) fail("option '" + key + "' is no number: " + value->dump());
    return value->get<double>();
  }
  std::string text(const std::string& key, const std::string& fallback) const {
    const json* value = option(key);
    if (!value) return fallback;
    if (!value->is_string()) fail("option '" + key + "' is no text: " + value->dump());
    return value->get<std::string>();
  }
  bool flag(const std::string& key, bool fallback) const {
    const json* value = option(key);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
  }
  std::size_t count(const json& value, const std::string& key) const {
    if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
        value.get<std::int64_t>() > 1'000'000'000)
      fail("option '" + key + "' is no count: " + value.dump());
    return value.get<std::size_t>();
  }
  /// A number, or a list of `rank` numbers.
  std::vector<std::size_t> extents(const std::string& key, std::size_t rank,
                                   const std::vector<std::size_t>& fallback) const {
    const json* value = option(key);
    if (!value) return fallback;
    if (!value->is_array()) return std::vector<std::size_t>(rank, count(*value, key));
    if (value->size() != rank)
      fail("option '" + key + "' needs " + std::to_string(rank) + " numbers: " + value->dump());
    std::vector<std::size_t> result;
    for (const json& item : *value) result.push_back(count(item, key));
    return result;
  }
  bool channels_first() const {
    const std::string format = text("data_format", "channels_last");
    if (format != "channels_last" && format != "channels_first")
      refuse("data_format '" + format + "' is not supported");
    return format == "channels_first";
  }
  /// Weights as an Array; empty where the layer has none of that name.
  Array weight(const std::string& name) const {
    const io::Weight* found = layer.find(name);
    return found ? Array{found->shape, found->values} : Array{};
  }
  std::vector<double> weight_or(const std::string& name, std::size_t size, double fallback) const {
    const Array found = weight(name);
    if (found.values.empty()) return std::vector<double>(size, fallback);
    if (found.values.size() != size)
      fail("weight '" + name + "' has " + std::to_string(found.values.size()) + " numbers and needs " +
           std::to_string(size));
    return found.values;
  }

  template <class L, class... Args>
  void add(Args&&... args) const {
    layers.push_back(std::make_unique<L>(label(), std::forward<Args>(args)...));
  }
  void add_activation(const Shape& shape, const std::string& name) const {
    if (auto layer_of = activation(label(), shape, name, number("hard_sigmoid_slope", 0.2)))
      layers.push_back(std::move(layer_of));
  }
};

void add_linear(const Construction& c, LinearMap map) {
  const Shape output = map.output_shape;
  Array kernel = c.weight("kernel");
  if (kernel.values.empty()) c.fail("the file holds no weights for it");
  const bool biased = c.flag("use_bias", true);
  c.add<LinearLayer>(std::move(map), LinearWeights{std::move(kernel), biased ? c.weight("bias") : Array{}});
  c.add_activation(output, c.text("activation", "linear"));
}

void add_dense(const Construction& c) { add_linear(c, dense(c.input, c.extents("units", 1, {0})[0])); }

Sliding sliding(const Construction& c, std::size_t rank, const std::string& size_key,
                const std::vector<std::size_t>& default_size, bool stride_follows_size) {
  const auto size = c.extents(size_key, rank, default_size);
  const auto stride =
      c.extents("strides", rank, stride_follows_size ? size : std::vector<std::size_t>(rank, 1));
  const std::string padding = c.text("padding", "valid");
  if (padding != "valid" && padding != "same")
    c.refuse("padding '" + padding + "' is not supported; supported are valid and same");
  Sliding s;
  s.same = padding == "same";
  s.kernel_columns = size.back();
  s.stride_columns = stride.back();
  if (rank == 2) s.kernel_rows = size[0], s.stride_rows = stride[0];
  return s;
}

void add_convolution(const Construction& c, std::size_t rank) {
  const Image image = image_of(c.input, c.channels_first(), rank == 1);
  add_linear(c,
             convolution(image, sliding(c, rank, "kernel_size", {}, false), c.extents("filters", 1, {0})[0]));
}

Windows pooling_windows(const Construction& c, std::size_t rank) {
  const Image image = image_of(c.input, c.channels_first(), rank == 1);
  return pooling(image, sliding(c, rank, "pool_size", std::vector<std::size_t>(rank, 2), true));
}

/// One window over the whole image; without `keepdims` the result is a vector of channels.
Windows global_windows(const Construction& c, std::size_t rank) {
  const Image image = image_of(c.input, c.channels_first(), rank == 1);
  Windows windows = pooling(image, Sliding{image.rows, image.columns, 1, 1, false});
  if (!c.flag("keepdims", false)) windows.output_shape = {image.channels};
  return windows;
}

void add_flatten(const Construction& c) {
  const std::size_t features = element_count(c.input);
  if (!c.channels_first() || c.input.size() < 2) return c.add<ReshapeLayer>(c.input, Shape{features});
  // Keras moves the channels last before it flattens.
  const std::size_t channels = c.input.front(), positions = features / channels;
  std::vector<std::int32_t> source(features);
  for (std::size_t f = 0; f < features; ++f)
    source[f] = static_cast<std::int32_t>((f % channels) * positions + f / channels);
  c.add<GatherLayer>(c.input, Shape{features}, std::move(source));
}

void add_reshape(const Construction& c) {
  const json* target = c.option("target_shape");
  if (!target || !target->is_array() || target->empty()) c.fail("has no target_shape");
  const std::size_t features = element_count(c.input);
  Shape shape;
  std::size_t known = 1, unknown = target->size();
  for (std::size_t i = 0; i < target->size(); ++i) {
    const json& extent = (*target)[i];
    if (extent.is_number_integer() && extent.get<std::int64_t>() == -1) {
      if (unknown != target->size()) c.fail("target_shape has more than one unknown extent");
      unknown = i;
      shape.push_back(1);
    } else {
      shape.push_back(c.count(extent, "target_shape"));
      known = bounded_product({known, std::max<std::size_t>(shape.back(), 1)}, kMostFeatures);
    }
  }
  if (unknown != target->size()) shape[unknown] = features / known;
  if (element_count(shape) != features)
    c.fail("cannot reshape " + to_string(c.input) + " to " + target->dump());
  c.add<ReshapeLayer>(c.input, shape);
}

void add_zero_padding(const Construction& c) {
  const Image image = image_of(c.input, c.channels_first(), false);
  // padding: n, [rows, columns] or [[top, bottom], [left, right]].
  const json* padding = c.option("padding");
  const json two = padding ? (padding->is_array() ? *padding : json{*padding, *padding}) : json{1, 1};
  if (two.size() != 2) c.fail("option 'padding' needs two extents: " + two.dump());
  const auto sides = [&](const json& side) -> std::pair<std::size_t, std::size_t> {
    if (!side.is_array()) return {c.count(side, "padding"), c.count(side, "padding")};
    if (side.size() != 2) c.fail("option 'padding' needs two extents a side: " + side.dump());
    return {c.count(side[0], "padding"), c.count(side[1], "padding")};
  };
  const auto [top, bottom] = sides(two[0]);
  const auto [left, right] = sides(two[1]);
  Image padded = image;
  padded.rows += top + bottom;
  padded.columns += left + right;
  bounded_product({padded.rows, padded.columns, padded.channels}, kMostFeatures);
  std::vector<std::int32_t> source(element_count(padded.shape()), -1);
  for (std::size_t r = 0; r < image.rows; ++r)
    for (std::size_t k = 0; k < image.columns; ++k)
      for (std::size_t channel = 0; channel < image.channels; ++channel)
        source[padded.index(r + top, k + left, channel)] =
            static_cast<std::int32_t>(image.index(r, k, channel));
  c.add<GatherLayer>(c.input, padded.shape(), std::move(source));
}

/// Position of a Keras axis (the record axis counts as 0; negative: from the end) in a record's shape.
std::size_t record_axis(const Construction& c, const json* value, std::int64_t fallback) {
  if (value && value->is_array() && value->size() == 1) value = &value->front();
  if (value && !value->is_number_integer())
    c.refuse("axis " + value->dump() + " is not supported; supported is one axis");
  const std::int64_t axis = value ? value->get<std::int64_t>() : fallback;
  const std::int64_t rank = static_cast<std::int64_t>(c.input.size());
  const std::int64_t position = axis < 0 ? rank + axis : axis - 1;
  if (position < 0 || position >= rank)
    c.fail("axis " + std::to_string(axis) + " is not an axis of records of shape " + to_string(c.input));
  return static_cast<std::size_t>(position);
}

/// Scale and shift given per index of one axis, spread over all features.
void add_scale_shift_along(const Construction& c, std::size_t axis, const std::vector<double>& scale,
                           const std::vector<double>& shift) {
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < c.input.size(); ++i) inner *= c.input[i];
  const std::size_t features = element_count(c.input);
  std::vector<double> feature_scale(features), feature_shift(features);
  for (std::size_t f = 0; f < features; ++f) {
    const std::size_t index = f / inner % c.input[axis];
    feature_scale[f] = scale[index];
    feature_shift[f] = shift[index];
  }
  c.add<ScaleShiftLayer>(c.input, std::move(feature_scale), std::move(feature_shift));
}

/// gamma·(x − mean)/sqrt(variance + epsilon) + beta (Ioffe & Szegedy 2015) with the moving statistics.
void add_batch_normalization(const Construction& c) {
  const std::size_t axis = record_axis(c, c.option("axis"), -1), size = c.input[axis];
  const double epsilon = c.number("epsilon", 1e-3);
  const auto gamma = c.weight_or("gamma", size, 1), beta = c.weight_or("beta", size, 0);
  const auto mean = c.weight_or("moving_mean", size, 0), variance = c.weight_or("moving_variance", size, 1);
  std::vector<double> scale(size), shift(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (!(variance[i] + epsilon > 0)) c.fail("has a moving variance that is not positive");
    scale[i] = gamma[i] / std::sqrt(variance[i] + epsilon);
    shift[i] = beta[i] - mean[i] * scale[i];
  }
  add_scale_shift_along(c, axis, scale, shift);
}

/// Numbers of an option that is one number or a list of `size`; Keras writes the statistics of a
/// Normalization layer into its weights or, where they were given to it, into its options.
std::vector<double> statistic(const Construction& c, const std::string& name, std::size_t size,
                              double fallback) {
  const json* value = c.option(name);
  if (!value && c.weight(name).values.size() == 1) return std::vector<double>(size, c.weight(name).values[0]);
  if (!value) return c.weight_or(name, size, fallback);
  std::vector<double> numbers;
  const std::function<void(const json&)> collect = [&](const json& item) {
    if (item.is_array()) {
      for (const json& inner : item) collect(inner);
    } else if (item.is_number()) {
      numbers.push_back(item.get<double>());
    } else {
      c.fail("option '" + name + "' is no number: " + item.dump());
    }
  };
  collect(*value);
  if (numbers.size() == 1) numbers.assign(size, numbers.front());
  if (numbers.size() != size)
    c.fail("option '" + name + "' has " + std::to_string(numbers.size()) + " numbers and needs " +
           std::to_string(size));
  return numbers;
}

/// (x − mean)/max(sqrt(variance), 1e-7), or its inverse.
void add_normalization(const Construction& c) {
  const json* axis_option = c.option("axis");
  const bool per_index = !(c.layer.options.contains("axis") && (!axis_option || axis_option->empty()));
  const std::size_t axis = per_index ? record_axis(c, axis_option, -1) : 0;
  const std::size_t size = per_index ? c.input[axis] : 1;
  auto mean = statistic(c, "mean", size, 0), variance = statistic(c, "variance", size, 1);
  if (!per_index) mean.resize(c.input[0], mean[0]), variance.resize(c.input[0], variance[0]);
  std::vector<double> scale(mean.size()), shift(mean.size());
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double deviation = std::max(std::sqrt(variance[i]), 1e-7);
    const bool invert = c.flag("invert", false);
    scale[i] = invert ? deviation : 1 / deviation;
    shift[i] = invert ? mean[i] : -mean[i] / deviation;
  }
  add_scale_shift_along(c, axis, scale, shift);
}

void add_rescaling(const Construction& c) {
  const std::size_t channels = c.input.empty() ? 1 : c.input.back();
  add_scale_shift_along(c, c.input.size() - 1, statistic(c, "scale", channels, 1),
                        statistic(c, "offset", channels, 0));
}

void add_function(const Construction& c, Function function) { c.add<FunctionLayer>(c.input, function); }

void add_relu(const Construction& c) {
  add_function(c, {FunctionKind::relu, c.number("max_value", std::numeric_limits<double>::infinity()),
                   c.number("negative_slope", 0), c.number("threshold", 0)});
}

void add_leaky_relu(const Construction& c) {
  add_function(
      c, {FunctionKind::relu, std::numeric_limits<double>::infinity(), c.number("negative_slope", 0.3)});
}

void add_softmax(const Construction& c) {
  if (record_axis(c, c.option("axis"), -1) + 1 != c.input.size())
    c.refuse("softmax over another axis than the last is not supported");
  c.add<SoftmaxLayer>(c.input);
}

const std::map<std::string, std::function<void(const Construction&)>>& registry() {
  static const std::map<std::string, std::function<void(const Construction&)>> table = {
      {"Activation", [](const auto& c) { c.add_activation(c.input, c.text("activation", "linear")); }},
      {"AveragePooling1D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, pooling_windows(c, 1)); }},
      {"AveragePooling2D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, pooling_windows(c, 2)); }},
      {"BatchNormalization", add_batch_normalization},
      {"Conv1D", [](const auto& c) { add_convolution(c, 1); }},
      {"Conv2D", [](const auto& c) { add_convolution(c, 2); }},
      {"Dense", add_dense},
      {"Dropout", [](const auto&) {}},
      {"ELU",
       [](const auto& c) {
         add_function(c, {FunctionKind::elu, c.number("alpha", 1)});
       }},
      {"Flatten", add_flatten},
      {"GlobalAveragePooling1D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, global_windows(c, 1)); }},
      {"GlobalAveragePooling2D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, global_windows(c, 2)); }},
      {"GlobalMaxPooling1D",
       [](const auto& c) { c.template add<MaximumLayer>(c.input, global_windows(c, 1)); }},
      {"GlobalMaxPooling2D",
       [](const auto& c) { c.template add<MaximumLayer>(c.input, global_windows(c, 2)); }},
      {"LeakyReLU", add_leaky_relu},
      {"MaxPooling1D", [](const auto& c) { c.template add<MaximumLayer>(c.input, pooling_windows(c, 1)); }},
      {"MaxPooling2D", [](const auto& c) { c.template add<MaximumLayer>(c.input, pooling_windows(c, 2)); }},
      {"Normalization", add_normalization},
      {"ReLU", add_relu},
      {"Rescaling", add_rescaling},
      {"Reshape", add_reshape},
      {"Softmax", add_softmax},
      {"ZeroPadding2D", add_zero_padding},
  };
  return table;
}

std::string supported() {
  std::string names;
  for (const auto& [name, add] : registry()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

void append_layer(const io::LayerDescription& description, const Shape& input, Layers& layers) {
  const Construction construction{description, input, layers};
  const auto found = registry().find(description.class_name);
  if (found == registry().end())
    construction.refuse("layers of this kind are not supported; supported are " + supported());
  try {
    if (input.empty()) throw DataError("needs records of at least one axis");
    bounded_product({element_count(input)}, kMostFeatures);
    found->second(construction);
  } catch (const DataError& error) {
    // Geometry knows no layer: it says "has a window of 5 on an input of only 3".
    if (std::string(error.what()).starts_with("layer '")) throw;
    construction.fail(error.what());
  }
}

}  // namespace he::nn
