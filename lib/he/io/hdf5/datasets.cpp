// Implements Dataset of file.h.

#include <algorithm>

#include "he/error.h"
#include "he/io/hdf5/detail.h"
#include "he/io/hdf5/file.h"

namespace he::io::h5 {
namespace {

constexpr std::size_t chunk_cache_bytes = std::size_t{16} << 20;
/// Deflate's best: a stream of equal bytes.
constexpr std::size_t best_compression = 1032;

Handle type_of(const Dataset& dataset) {
  return Handle(check(H5Dget_type(dataset.id()), dataset.where(), "its type cannot be read"));
}

Handle space_of(const Dataset& dataset) {
  return Handle(check(H5Dget_space(dataset.id()), dataset.where(), "its extents cannot be read"));
}

Handle creation_of(const Dataset& dataset) {
  return Handle(check(H5Dget_create_plist(dataset.id()), dataset.where(), "its layout cannot be read"));
}

bool compressed(hid_t creation, const std::string& where) {
  const int filters = check(H5Pget_nfilters(creation), where, "its filters cannot be read");
  for (unsigned i = 0; i < static_cast<unsigned>(filters); ++i) {
    unsigned flags = 0;
    std::size_t parameters = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(creation, i, &flags, &parameters, nullptr, 0, nullptr, nullptr);
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32) return true;
  }
  return false;
}

/// The elements of rows [first, first + count), selected within the data set and as they lie in memory.
struct RowSelection {
  Handle file;
  Handle memory;
  std::size_t elements = 0;
};

RowSelection select_rows(const Dataset& dataset, std::size_t first, std::size_t count) {
  RowSelection selection{space_of(dataset), {}, 0};
  Shape shape = shape_of(selection.file, dataset.where());
  if (shape.empty() || first > shape[0] || count > shape[0] - first)
    throw DataError(dataset.where() + ": rows " + std::to_string(first) + " to " +
                    std::to_string(first + count) + " are not in a data set of shape " + to_string(shape));
  shape[0] = count;
  selection.elements = element_count(shape);
  std::vector<hsize_t> start(shape.size(), 0), extents = to_extents(shape);
  start[0] = first;
  if (selection.elements > 0)
    check(H5Sselect_hyperslab(selection.file, H5S_SELECT_SET, start.data(), nullptr, extents.data(), nullptr),
          dataset.where(), "rows cannot be selected");
  selection.memory = Handle(check(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
                                  dataset.where(), "rows cannot be selected"));
  return selection;
}

void read_selected(const Dataset& dataset, std::size_t first, std::size_t count, hid_t type, void* out) {
  const RowSelection rows = select_rows(dataset, first, count);
  if (rows.elements == 0) return;
  check(H5Dread(dataset.id(), type, rows.memory, rows.file, H5P_DEFAULT, out), dataset.where(),
        "cannot be read");
}

void write_selected(const Dataset& dataset, std::size_t first, std::size_t count, hid_t type,
                    const void* in) {
  const RowSelection rows = select_rows(dataset, first, count);
  if (rows.elements == 0) return;
  check(H5Dwrite(dataset.id(), type, rows.memory, rows.file, H5P_DEFAULT, in), dataset.where(),
        "cannot be written");
  require_written(dataset);
}

template <typename Number>
std::vector<Number> read_whole(const Dataset& dataset, Element wanted, hid_t type) {
  dataset.require(wanted);
  std::vector<Number> values(element_count(dataset.shape()));
  if (!values.empty())
    check(H5Dread(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), dataset.where(),
          "cannot be read");
  return values;
}

}  // namespace

Dataset open_dataset(hid_t group, const std::string& path, const std::string& file,
                     const std::string& full_path) {
  const std::string where = file + ": " + full_path;
  Handle access(check(H5Pcreate(H5P_DATASET_ACCESS), where, "cannot be opened"));
  check(H5Pset_chunk_cache(access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, chunk_cache_bytes,
                           H5D_CHUNK_CACHE_W0_DEFAULT),
        where, "cannot be opened");
  Handle handle(check(H5Dopen2(group, path.c_str(), access), where, "cannot be opened"));
  return Dataset(std::move(handle), file, full_path);
}

Element Dataset::element() const {
  const Handle type = type_of(*this);
  switch (H5Tget_class(type)) {
    case H5T_STRING:
      return Element::text;
    case H5T_FLOAT:
      return Element::number;
    case H5T_INTEGER:
      return H5Tget_size(type) == 1 && H5Tget_sign(type) == H5T_SGN_NONE ? Element::byte : Element::number;
    default:
      return Element::other;
  }
}

NumberType Dataset::number_type() const {
  return H5Tequal(type_of(*this), H5T_STD_U32LE) > 0 ? NumberType::uint32 : NumberType::float64;
}

Shape Dataset::shape() const {
  Shape shape = shape_of(space_of(*this), where());
  element_count(shape);
  return shape;
}

std::size_t Dataset::chunk_rows() const {
  const Handle creation = creation_of(*this);
  if (H5Pget_layout(creation) != H5D_CHUNKED) return 0;
  hsize_t extents[H5S_MAX_RANK] = {};
  check(H5Pget_chunk(creation, H5S_MAX_RANK, extents), where(), "its layout cannot be read");
  return extents[0];
}

void Dataset::require(Element wanted) const {
  const Element found = element();
  if (found != wanted && !(wanted == Element::number && found == Element::byte))
    throw DataError(where() + ": " +
                    (wanted == Element::text   ? "text"
                     : wanted == Element::byte ? "bytes"
                                               : "numbers") +
                    " expected, but it holds something else");
  const Handle creation = creation_of(*this);
  if (H5Pget_layout(creation) == H5D_VIRTUAL) return;  // its sources are checked when the file is opened
  Shape promised = shape();
  promised.push_back(H5Tget_size(type_of(*this)));
  const std::size_t stored = std::min<std::size_t>(H5Dget_storage_size(id()), file_size(id(), where()));
  const std::size_t bytes = element_count(promised);
  if (bytes / (compressed(creation, where()) ? best_compression : 1) > stored)
    throw DataError(where() + ": the shape " + to_string(shape()) + " promises " + std::to_string(bytes) +
                    " bytes, but the file holds " + std::to_string(stored) +
                    ": it was never completely written, or is damaged");
}

Array Dataset::read_numbers() const {
  return {shape(), read_whole<double>(*this, Element::number, H5T_NATIVE_DOUBLE)};
}

Bytes Dataset::read_bytes() const {
  return read_whole<unsigned char>(*this, Element::byte, H5T_NATIVE_UCHAR);
}

std::vector<std::string> Dataset::read_strings() const {
  require(Element::text);
  return read_texts(type_of(*this), element_count(shape()), where(), [&](hid_t type, void* buffer) {
    return H5Dread(id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
  });
}

void Dataset::read_rows(std::size_t first, std::size_t count, double* out) const {
  read_selected(*this, first, count, H5T_NATIVE_DOUBLE, out);
}

void Dataset::read_rows(std::size_t first, std::size_t count, unsigned char* out) const {
  read_selected(*this, first, count, H5T_NATIVE_UCHAR, out);
}

std::vector<std::string> Dataset::read_string_rows(std::size_t first, std::size_t count) const {
  const RowSelection rows = select_rows(*this, first, count);
  return read_texts(type_of(*this), rows.elements, where(), [&](hid_t type, void* buffer) {
    return H5Dread(id(), type, rows.memory, rows.file, H5P_DEFAULT, buffer);
  });
}

void Dataset::write_rows(std::size_t first, std::size_t count, const double* in) {
  write_selected(*this, first, count, H5T_NATIVE_DOUBLE, in);
}

void Dataset::write_rows(std::size_t first, std::size_t count, const unsigned char* in) {
  write_selected(*this, first, count, H5T_NATIVE_UCHAR, in);
}

void Dataset::write_chunk(const Shape& start, const std::string& bytes) {
  const std::vector<hsize_t> offset = to_extents(start);
  check(H5Dwrite_chunk(id(), H5P_DEFAULT, 0, offset.data(), bytes.size(), bytes.data()), where(),
        "cannot be written");
  require_written(*this);
}

}  // namespace he::io::h5
