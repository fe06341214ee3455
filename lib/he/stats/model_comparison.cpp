#include <fmt/format.h>

#include "he/error.h"
#include "he/stats/comparison.h"

namespace he::stats {
namespace {

using io::LayerDescription;

std::string activation(const LayerDescription& layer) {
  const auto found = layer.options.find("activation");
  return found != layer.options.end() && found->is_string() ? found->get<std::string>() : "linear";
}

/// What makes two layers the same kind of layer: class, activation, and names and shapes of the weights.
std::string kind(const LayerDescription& layer) {
  std::string text = fmt::format("{} ({})", layer.class_name, activation(layer));
  for (const io::Weight& weight : layer.weights)
    text += fmt::format(", {} {}", weight.name, to_string(weight.shape));
  return text;
}

}  // namespace

Comparison compare(const io::ModelDescription& a, const io::ModelDescription& b, const std::string& name_a,
                   const std::string& name_b) {
  for (const auto& [model, name] : {std::pair{&a, &name_a}, std::pair{&b, &name_b}})
    if (!model->scheme.plain()) throw DataError(*name + ": is encrypted; decrypt it first with he-decrypt");
  if (a.layers.size() != b.layers.size())
    throw DataError(
        fmt::format("{} has {} layers and {} has {}; only models of one architecture can be compared", name_a,
                    a.layers.size(), name_b, b.layers.size()));
  FieldComparison weights;
  weights.name = "weights";
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    const LayerDescription &layer_a = a.layers[i], &layer_b = b.layers[i];
    if (kind(layer_a) != kind(layer_b))
      throw DataError(
          fmt::format("layer {} is {} in {} and {} in {}; only models of one architecture can be compared",
                      i + 1, kind(layer_a), name_a, kind(layer_b), name_b));
    for (std::size_t w = 0; w < layer_a.weights.size(); ++w) {
      Column column{layer_a.name + "/" + layer_a.weights[w].name, {}};
      for (std::size_t k = 0; k < layer_a.weights[w].values.size(); ++k)
        column.difference.add(layer_a.weights[w].values[k], layer_b.weights[w].values[k]);
      weights.overall.add_column(column.difference);
      weights.columns.push_back(std::move(column));
    }
  }
  Comparison result;
  result.fields.push_back(std::move(weights));
  return result;
}

}  // namespace he::stats
