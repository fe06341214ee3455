#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "he/error.h"
#include "he/io/models/model.h"
#include "he/nn/activations.h"
#include "he/nn/layer.h"
#include "he/nn/weights.h"

namespace he::nn {

using nlohmann::json;

/// A layer under construction: its description, where it goes, and typed access to its options.
struct LayerBuilder {
  const io::LayerDescription& layer;
  bool encrypted;  ///< its weights are payload
  const Shape& input;
  Layers& layers;

  std::string label() const { return layer.name + " (" + layer.class_name + ")"; }

  [[noreturn]] void refuse(const std::string& what) const {
    throw UnsupportedError("layer '" + label() + "': " + what);
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
  /// A weight of `rows` · `columns` numbers; empty where the layer has none of that name.
  LayerWeight weight(const std::string& name, std::size_t rows, std::size_t columns) const {
    const io::Weight* found = layer.find(name);
    if (!found) return {};
    if (element_count(found->shape) != rows * columns)
      fail("weight '" + name + "' has " + std::to_string(element_count(found->shape)) +
           " numbers and needs " + std::to_string(rows * columns));
    return {name, rows, columns, found->values, encrypted};
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

/// Position of a Keras axis (the record axis counts as 0; negative: from the end) in a record's shape.
std::size_t record_axis(const LayerBuilder& c, const json* value, std::int64_t fallback);

void add_batch_normalization(const LayerBuilder& c);
void add_normalization(const LayerBuilder& c);
void add_rescaling(const LayerBuilder& c);

}  // namespace he::nn
