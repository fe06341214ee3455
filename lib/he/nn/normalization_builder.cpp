// Implements the normalising layers of layer_builder.h.

#include "he/nn/batch_normalization.h"
#include "he/nn/layer_builder.h"
#include "he/nn/layers.h"

namespace he::nn {
namespace {

/// Which index of `axis` each feature has.
ChannelMap channels_along(const LayerBuilder& c, std::size_t axis) {
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < c.input.size(); ++i) inner *= c.input[i];
  ChannelMap map;
  map.channels = c.input[axis];
  for (std::size_t f = 0; f < element_count(c.input); ++f)
    map.channel.push_back(static_cast<std::int32_t>(f / inner % map.channels));
  return map;
}

/// All features in one.
ChannelMap one_channel(const LayerBuilder& c) {
  return {std::vector<std::int32_t>(element_count(c.input), 0), 1};
}

/// Numbers of an option that is one number or a nested list; none where the option is absent.
std::vector<double> numbers(const LayerBuilder& c, const std::string& name) {
  std::vector<double> result;
  const std::function<void(const json&)> collect = [&](const json& item) {
    if (item.is_array()) {
      for (const json& inner : item) collect(inner);
    } else if (item.is_number()) {
      result.push_back(item.get<double>());
    } else {
      c.fail("option '" + name + "' is no number: " + item.dump());
    }
  };
  if (const json* value = c.option(name)) collect(*value);
  return result;
}

/// `size` numbers of an option that is one number or a list of as many.
std::vector<double> numbers_or(const LayerBuilder& c, const std::string& name, std::size_t size,
                               double fallback) {
  std::vector<double> result = numbers(c, name);
  if (result.empty()) result = {fallback};
  if (result.size() == 1) result.assign(size, result.front());
  if (result.size() != size)
    c.fail("option '" + name + "' has " + std::to_string(result.size()) + " numbers and needs " +
           std::to_string(size));
  return result;
}

/// A statistic of a Normalization layer, `size` numbers or one for all: Keras writes them into its weights
/// or, where they were given to it, into its options.
LayerWeight statistic(const LayerBuilder& c, const std::string& name, std::size_t size, double fallback) {
  if (c.option(name)) return {name, 1, size, numbers_or(c, name, size, fallback), false};
  const io::Weight* stored = c.layer.find(name);
  if (!stored) return {name, 1, size, std::vector<double>(size, fallback), false};
  return c.weight(name, 1, element_count(stored->shape) == 1 ? 1 : size);
}

/// A public statistic of one number, for each of `size` channels.
void widen(LayerWeight& weight, std::size_t size) {
  weight.values.resize(size, weight.values.front());
  weight.columns = size;
}

}  // namespace

std::size_t record_axis(const LayerBuilder& c, const json* value, std::int64_t fallback) {
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

void add_batch_normalization(const LayerBuilder& c) {
  ChannelMap map = channels_along(c, record_axis(c, c.option("axis"), -1));
  const std::size_t size = map.channels;
  NormalizationWeights weights;
  weights.gamma = c.weight("gamma", 1, size);
  weights.beta = c.weight("beta", 1, size);
  weights.mean = c.weight("moving_mean", 1, size);
  weights.variance = c.weight("moving_variance", 1, size);
  if (weights.mean.empty() || weights.variance.empty()) c.fail("the file holds no weights for it");
  weights.epsilon = c.number("epsilon", 1e-3);
  c.add<BatchNormalizationLayer>(c.input, std::move(map), std::move(weights), c.number("momentum", 0.99));
}

/// (x − mean)/max(sqrt(variance), 1e-7), or its inverse.
void add_normalization(const LayerBuilder& c) {
  const json* axis_option = c.option("axis");
  const bool per_index = !(c.layer.options.contains("axis") && (!axis_option || axis_option->empty()));
  ChannelMap map = per_index ? channels_along(c, record_axis(c, axis_option, -1)) : one_channel(c);
  NormalizationWeights weights;
  weights.mean = statistic(c, "mean", map.channels, 0);
  weights.variance = statistic(c, "variance", map.channels, 1);
  if (weights.mean.encrypted != weights.variance.encrypted) c.fail("has one statistic encrypted and one not");
  if (weights.mean.encrypted && weights.mean.columns != weights.variance.columns)
    c.fail("has " + std::to_string(weights.mean.columns) + " encrypted means and " +
           std::to_string(weights.variance.columns) + " variances");
  if (weights.mean.columns == 1 && weights.variance.columns == 1) map = one_channel(c);
  if (!weights.mean.encrypted) {
    widen(weights.mean, map.channels);
    widen(weights.variance, map.channels);
  }
  weights.least_deviation = 1e-7;
  weights.invert = c.flag("invert", false);
  c.add<NormalizationLayer>(c.input, std::move(map), std::move(weights));
}

void add_rescaling(const LayerBuilder& c) {
  const std::size_t channels = c.input.back();
  const std::vector<double> scale = numbers_or(c, "scale", channels, 1),
                            offset = numbers_or(c, "offset", channels, 0);
  std::vector<double> scales, offsets;
  for (std::size_t f = 0; f < element_count(c.input); ++f) {
    scales.push_back(scale[f % channels]);
    offsets.push_back(offset[f % channels]);
  }
  c.add<ScaleShiftLayer>(c.input, std::move(scales), std::move(offsets));
}

}  // namespace he::nn
