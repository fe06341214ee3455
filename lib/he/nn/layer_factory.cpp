#include "he/nn/layer_factory.h"

#include <functional>
#include <limits>
#include <map>

#include "he/nn/dropout_layer.h"
#include "he/nn/geometry.h"
#include "he/nn/layer_builder.h"
#include "he/nn/layers.h"
#include "he/nn/linear_layer.h"

namespace he::nn {
namespace {

void add_linear(const LayerBuilder& c, LinearMap map) {
  const Shape output = map.output_shape;
  LayerWeight kernel = c.weight("kernel", map.indices_per_position, map.filters);
  if (kernel.empty()) c.fail("the file holds no weights for it");
  LayerWeight bias = c.flag("use_bias", true) ? c.weight("bias", 1, map.filters) : LayerWeight{};
  c.add<LinearLayer>(std::move(map), std::move(kernel), std::move(bias), c.number("kernel_l2", 0));
  c.add_activation(output, c.text("activation", "linear"));
}

void add_dense(const LayerBuilder& c) { add_linear(c, dense(c.input, c.extents("units", 1, {0})[0])); }

SlidingWindow sliding(const LayerBuilder& c, std::size_t rank, const std::string& size_key,
                      const std::vector<std::size_t>& default_size, bool stride_follows_size) {
  const auto size = c.extents(size_key, rank, default_size);
  const auto stride =
      c.extents("strides", rank, stride_follows_size ? size : std::vector<std::size_t>(rank, 1));
  const std::string padding = c.text("padding", "valid");
  if (padding != "valid" && padding != "same")
    c.refuse("padding '" + padding + "' is not supported; supported are valid and same");
  SlidingWindow s;
  s.same = padding == "same";
  s.kernel_columns = size.back();
  s.stride_columns = stride.back();
  if (rank == 2) s.kernel_rows = size[0], s.stride_rows = stride[0];
  return s;
}

void add_convolution(const LayerBuilder& c, std::size_t rank) {
  const ImageShape image = image_shape_of(c.input, c.channels_first(), rank == 1);
  add_linear(c,
             convolution(image, sliding(c, rank, "kernel_size", {}, false), c.extents("filters", 1, {0})[0]));
}

Segments pooling_segments(const LayerBuilder& c, std::size_t rank) {
  const ImageShape image = image_shape_of(c.input, c.channels_first(), rank == 1);
  return pooling(image, sliding(c, rank, "pool_size", std::vector<std::size_t>(rank, 2), true));
}

/// One window over the whole image; without `keepdims` the result is a vector of channels.
Segments global_segments(const LayerBuilder& c, std::size_t rank) {
  const ImageShape image = image_shape_of(c.input, c.channels_first(), rank == 1);
  Segments segments = pooling(image, SlidingWindow{image.rows, image.columns, 1, 1, false});
  if (!c.flag("keepdims", false)) segments.output_shape = {image.channels};
  return segments;
}

void add_flatten(const LayerBuilder& c) {
  const std::size_t features = element_count(c.input);
  if (!c.channels_first() || c.input.size() < 2) return c.add<ReshapeLayer>(c.input, Shape{features});
  // Keras moves the channels last before it flattens.
  const std::size_t channels = c.input.front(), positions = features / channels;
  std::vector<std::int32_t> source(features);
  for (std::size_t f = 0; f < features; ++f)
    source[f] = static_cast<std::int32_t>((f % channels) * positions + f / channels);
  c.add<GatherLayer>(c.input, Shape{features}, std::move(source));
}

void add_reshape(const LayerBuilder& c) {
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
      known = bounded_product({known, std::max<std::size_t>(shape.back(), 1)}, kMaxFeatures);
    }
  }
  if (unknown != target->size()) shape[unknown] = features / known;
  if (element_count(shape) != features)
    c.fail("cannot reshape " + to_string(c.input) + " to " + target->dump());
  c.add<ReshapeLayer>(c.input, shape);
}

void add_zero_padding(const LayerBuilder& c) {
  const ImageShape image = image_shape_of(c.input, c.channels_first(), false);
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
  ImageShape padded = image;
  padded.rows += top + bottom;
  padded.columns += left + right;
  bounded_product({padded.rows, padded.columns, padded.channels}, kMaxFeatures);
  std::vector<std::int32_t> source(element_count(padded.shape()), -1);
  for (std::size_t r = 0; r < image.rows; ++r)
    for (std::size_t k = 0; k < image.columns; ++k)
      for (std::size_t channel = 0; channel < image.channels; ++channel)
        source[padded.index(r + top, k + left, channel)] =
            static_cast<std::int32_t>(image.index(r, k, channel));
  c.add<GatherLayer>(c.input, padded.shape(), std::move(source));
}

void add_function(const LayerBuilder& c, Function function) { c.add<FunctionLayer>(c.input, function); }

void add_relu(const LayerBuilder& c) {
  add_function(c, {FunctionKind::relu, c.number("max_value", std::numeric_limits<double>::infinity()),
                   c.number("negative_slope", 0), c.number("threshold", 0)});
}

void add_leaky_relu(const LayerBuilder& c) {
  add_function(
      c, {FunctionKind::relu, std::numeric_limits<double>::infinity(), c.number("negative_slope", 0.3)});
}

void add_dropout(const LayerBuilder& c) {
  const double rate = c.number("rate", 0);
  if (!(rate >= 0 && rate < 1)) c.fail("option 'rate' is no share of at least 0 and below 1");
  c.add<DropoutLayer>(c.input, rate);
}

void add_softmax(const LayerBuilder& c) {
  if (record_axis(c, c.option("axis"), -1) + 1 != c.input.size())
    c.refuse("softmax over another axis than the last is not supported");
  c.add<SoftmaxLayer>(c.input);
}

const std::map<std::string, std::function<void(const LayerBuilder&)>>& registry() {
  static const std::map<std::string, std::function<void(const LayerBuilder&)>> table = {
      {"Activation", [](const auto& c) { c.add_activation(c.input, c.text("activation", "linear")); }},
      {"AveragePooling1D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, pooling_segments(c, 1)); }},
      {"AveragePooling2D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, pooling_segments(c, 2)); }},
      {"BatchNormalization", add_batch_normalization},
      {"Conv1D", [](const auto& c) { add_convolution(c, 1); }},
      {"Conv2D", [](const auto& c) { add_convolution(c, 2); }},
      {"Dense", add_dense},
      {"Dropout", add_dropout},
      {"ELU",
       [](const auto& c) {
         add_function(c, {FunctionKind::elu, c.number("alpha", 1)});
       }},
      {"Flatten", add_flatten},
      {"GlobalAveragePooling1D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, global_segments(c, 1)); }},
      {"GlobalAveragePooling2D",
       [](const auto& c) { c.template add<AverageLayer>(c.input, global_segments(c, 2)); }},
      {"GlobalMaxPooling1D",
       [](const auto& c) { c.template add<MaximumLayer>(c.input, global_segments(c, 1)); }},
      {"GlobalMaxPooling2D",
       [](const auto& c) { c.template add<MaximumLayer>(c.input, global_segments(c, 2)); }},
      {"LeakyReLU", add_leaky_relu},
      {"MaxPooling1D", [](const auto& c) { c.template add<MaximumLayer>(c.input, pooling_segments(c, 1)); }},
      {"MaxPooling2D", [](const auto& c) { c.template add<MaximumLayer>(c.input, pooling_segments(c, 2)); }},
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

void append_layer(const io::LayerDescription& description, bool encrypted, const Shape& input,
                  Layers& layers) {
  const LayerBuilder construction{description, encrypted, input, layers};
  const auto found = registry().find(description.class_name);
  if (found == registry().end())
    construction.refuse("layers of this kind are not supported; supported are " + supported());
  try {
    if (input.empty()) throw DataError("needs records of at least one axis");
    bounded_product({element_count(input)}, kMaxFeatures);
    found->second(construction);
  } catch (const DataError& error) {
    // Geometry knows no layer: it says "has a window of 5 on an input of only 3".
    if (std::string(error.what()).starts_with("layer '")) throw;
    construction.fail(error.what());
  }
}

}  // namespace he::nn
