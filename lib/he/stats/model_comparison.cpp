// Implements compare() of two models, of comparison.h.

#include <fmt/format.h>

#include "he/error.h"
#include "he/stats/comparison.h"

namespace he::stats {
namespace {

using io::LayerDescription;
using io::LearningCurve;

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

void add(FieldComparison& field, Column column) {
  field.overall.add_column(column.difference);
  field.columns.push_back(std::move(column));
}

FieldComparison compare_weights(const io::ModelDescription& a, const io::ModelDescription& b,
                                const std::string& name_a, const std::string& name_b) {
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
      add(weights, std::move(column));
    }
  }
  return weights;
}

/// "30 epochs of loss, validation_loss".
std::string extent(const LearningCurve& curve) {
  return fmt::format("{} epochs of {}", curve.epochs, fmt::join(curve.columns, ", "));
}

FieldComparison compare_curves(const LearningCurve& a, const LearningCurve& b, const std::string& name_a,
                               const std::string& name_b) {
  if (a.columns != b.columns || a.epochs != b.epochs)
    throw DataError(fmt::format(
        "the learning curve of {} holds {} and that of {} {}; only equal columns and epochs can be compared",
        name_a, extent(a), name_b, extent(b)));
  FieldComparison curves;
  curves.name = "learning_curve";
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    Column column{a.columns[i], {}};
    for (std::size_t k = i; k < a.values.size(); k += a.columns.size())
      column.difference.add(a.values[k], b.values[k]);
    add(curves, std::move(column));
  }
  return curves;
}

}  // namespace

Comparison compare(const io::ModelDescription& a, const io::ModelDescription& b, const std::string& name_a,
                   const std::string& name_b) {
  for (const auto& [model, name] : {std::pair{&a, &name_a}, std::pair{&b, &name_b}})
    if (!model->scheme.plain()) throw DataError(*name + ": is encrypted; decrypt it first with he-decrypt");
  Comparison result;
  result.fields.push_back(compare_weights(a, b, name_a, name_b));
  if (!a.learning_curve.columns.empty() && !b.learning_curve.columns.empty())
    result.fields.push_back(compare_curves(a.learning_curve, b.learning_curve, name_a, name_b));
  return result;
}

}  // namespace he::stats
