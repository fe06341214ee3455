#include <algorithm>

#include "he/io/files/verify_file.h"
#include "he/io/hdf5/detail.h"
#include "he/io/hdf5/untrusted.h"

namespace he::io {
namespace {

/// Reads all of a data set, some rows at a time.
void read_through(const h5::Dataset& dataset) {
  const h5::Element element = dataset.element();
  const Shape shape = dataset.shape();
  if (element == h5::Element::other || element_count(shape) == 0) return;
  dataset.require(element);
  if (shape.empty() && element != h5::Element::text) dataset.read_numbers();
  if (shape.empty() && element == h5::Element::text) dataset.read_strings();
  if (shape.empty()) return;
  const std::size_t row = element_count(shape) / shape[0];
  const std::size_t block =
      dataset.chunk_rows() ? dataset.chunk_rows() : h5::rows_per_chunk(shape[0], row * sizeof(double));
  std::vector<double> numbers(element == h5::Element::text ? 0 : std::min(block, shape[0]) * row);
  for (std::size_t first = 0; first < shape[0]; first += block) {
    const std::size_t count = std::min(block, shape[0] - first);
    if (element == h5::Element::text)
      dataset.read_string_rows(first, count);
    else
      dataset.read_rows(first, count, numbers.data());
  }
}

}  // namespace

void verify_file(const std::string& path, bool allow_virtual) {
  const h5::File file = open_untrusted(path, allow_virtual);
  for (const h5::Link& link : h5::links_of(file))
    if (link.type == H5L_TYPE_HARD && file.has_dataset(link.path)) read_through(file.dataset(link.path));
}

}  // namespace he::io
