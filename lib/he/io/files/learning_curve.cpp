#include "he/io/files/learning_curve.h"

#include <fmt/format.h>

#include "he/error.h"
#include "he/io/files/field.h"
#include "he/io/tables/csv_writer.h"
#include "he/text.h"

namespace he::io {
namespace {

constexpr const char* kValues = "learning_curve";
constexpr const char* kNames = "learning_curve_names";

std::vector<std::string> read_columns(const h5::File& file, std::size_t columns) {
  if (!file.has_dataset(kNames))
    throw DataError(
        fmt::format("{}: /{} is missing, which names the columns of /{}", file.where(), kNames, kValues));
  std::vector<std::string> names = file.dataset(kNames).read_strings();
  if (names.size() != columns)
    throw DataError(
        fmt::format("{}: /{} has {} names for {} columns", file.where(), kNames, names.size(), columns));
  return names;
}

}  // namespace

LearningCurve read_learning_curve(const h5::File& file, bool plain, const PayloadLayout& layout) {
  if (!file.has_dataset(kValues)) return {};
  const h5::Dataset dataset = file.dataset(kValues);
  const Extents extents = read_extents(dataset, plain);
  if (extents.field.shape.size() != 1 || extents.records == 0)
    throw DataError(fmt::format("{} has the extents {}, where [epochs, columns] were expected",
                                dataset.where(), to_string(dataset.shape())));
  if (extents.field.layout != layout)
    throw DataError(dataset.where() + ": its layout differs from that of the weights");
  return {read_columns(file, extents.field.shape[0]), extents.records, dataset.read_numbers().values};
}

void write_learning_curve(h5::File& file, const LearningCurve& curve, bool plain,
                          const PayloadLayout& layout) {
  if (curve.columns.empty()) return;
  const Extents extents{{{curve.columns.size()}, layout}, curve.epochs};
  const Array numbers{payload_shape(extents), curve.values};
  if (curve.epochs == 0 || element_count(numbers.shape) != curve.values.size())
    throw DataError(
        fmt::format("{}: the learning curve holds {} values, not those of {} epochs and {} columns",
                    file.where(), curve.values.size(), curve.epochs, curve.columns.size()));
  file.write_numbers(kValues, numbers);
  file.write_strings(kNames, curve.columns);
  if (plain) return;
  h5::Dataset dataset = file.dataset(kValues);
  write_extents(dataset, extents);
}

std::string to_csv(const LearningCurve& curve, int digits) {
  std::string text = "epoch";
  for (const std::string& column : curve.columns) text += "," + csv_field(column);
  text += "\n";
  auto value = curve.values.begin();
  for (std::size_t epoch = 1; epoch <= curve.epochs; ++epoch) {
    text += std::to_string(epoch);
    for (std::size_t i = 0; i < curve.columns.size(); ++i) text += "," + number_text(*value++, digits);
    text += "\n";
  }
  return text;
}

}  // namespace he::io
