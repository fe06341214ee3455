#include "he/io/files/field.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"

namespace he::io {
namespace {

Extents plain_extents(const h5::Dataset& dataset) {
  const Shape shape = dataset.shape();
  if (shape.empty())
    throw DataError(dataset.where() + " is a single number, where one row a record was expected");
  if (dataset.has_attribute("layout"))
    throw DataError(dataset.where() + " is encrypted, but its file says that it is plain");
  return {{Shape(shape.begin() + 1, shape.end()), {}}, shape[0]};
}

std::size_t positive(const h5::Dataset& dataset, const std::string& attribute, long long value,
                     long long least) {
  if (value < least)
    throw DataError(fmt::format("{}: attribute '{}' has the value {}", dataset.where(), attribute, value));
  return static_cast<std::size_t>(value);
}

/// Takes the extents apart into those of a record and of the scheme's element, as the attributes say.
Extents encrypted_extents(const h5::Dataset& dataset) {
  const std::vector<long long> logical = dataset.attribute_integers("logical_shape");
  if (logical.empty()) throw DataError(dataset.where() + ": attribute 'logical_shape' is empty");
  Extents extents;
  extents.records = positive(dataset, "logical_shape", logical[0], 0);
  for (std::size_t i = 1; i < logical.size(); ++i)
    extents.field.shape.push_back(positive(dataset, "logical_shape", logical[i], 1));
  PayloadLayout& layout = extents.field.layout;
  layout.name = dataset.attribute_string("layout");
  layout.record_granularity =
      positive(dataset, "record_granularity", dataset.attribute_integer("record_granularity"), 1);

  Shape expected = extents.field.shape;
  expected.insert(expected.begin(), layout.rows(extents.records));
  const Shape shape = dataset.shape();
  if (shape.size() <= expected.size() || !std::equal(expected.begin(), expected.end(), shape.begin()))
    throw DataError(fmt::format("{} has the extents {}, where {} and the scheme's own were expected",
                                dataset.where(), to_string(shape), to_string(expected)));
  layout.element.assign(shape.begin() + static_cast<std::ptrdiff_t>(expected.size()), shape.end());
  layout.number = dataset.number_type();
  return extents;
}

}  // namespace

Extents read_extents(const h5::Dataset& dataset, bool plain) {
  dataset.require(h5::Element::number);
  Extents extents = plain ? plain_extents(dataset) : encrypted_extents(dataset);
  if (element_count(extents.field.shape) == 0 || element_count(extents.field.layout.element) == 0)
    throw DataError(fmt::format("{} has the extents {}: there are no values in a record", dataset.where(),
                                to_string(dataset.shape())));
  return extents;
}

void write_extents(h5::Dataset& dataset, const Extents& extents) {
  const auto& [field, records] = extents;
  std::vector<long long> logical = {static_cast<long long>(records)};
  logical.insert(logical.end(), field.shape.begin(), field.shape.end());
  dataset.set_attribute("logical_shape", logical);
  dataset.set_attribute("record_granularity", static_cast<long long>(field.layout.record_granularity));
  dataset.set_attribute("layout", field.layout.name);
}

std::size_t row_width(const Field& field) {
  return element_count(field.shape) * element_count(field.layout.element);
}

Shape payload_shape(const Extents& extents) {
  const auto& [field, records] = extents;
  Shape shape = {field.layout.rows(records)};
  shape.insert(shape.end(), field.shape.begin(), field.shape.end());
  shape.insert(shape.end(), field.layout.element.begin(), field.layout.element.end());
  return shape;
}

}  // namespace he::io
