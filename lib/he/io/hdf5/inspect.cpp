#include "he/io/hdf5/inspect.h"

#include <fmt/format.h>

#include <filesystem>

#include "he/error.h"
#include "he/io/hdf5/detail.h"

namespace he::io::h5 {
namespace {

namespace fs = std::filesystem;

void inspect_attributes(const Object& object) {
  for (const std::string& name : object.attribute_names()) {
    const std::string where = object.where() + ": attribute '" + name + "'";
    Handle attribute(check(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), where, "cannot be read"));
    Handle type(check(H5Aget_type(attribute), where, "cannot be read"));
    const H5T_class_t kind = H5Tget_class(type);
    if (kind == H5T_STRING) object.attribute_strings(name);
    if (kind == H5T_INTEGER || kind == H5T_FLOAT) object.attribute_numbers(name);
  }
}

void inspect_filters(const Dataset& dataset, hid_t creation) {
  const int count = check(H5Pget_nfilters(creation), dataset.where(), "its filters cannot be read");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
    unsigned flags = 0;
    std::size_t parameters = 0;
    char name[64] = {};
    const H5Z_filter_t filter =
        check(H5Pget_filter2(creation, i, &flags, &parameters, nullptr, sizeof name - 1, name, nullptr),
              dataset.where(), "its filters cannot be read");
    const bool known = filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE ||
                       filter == H5Z_FILTER_FLETCHER32 || filter == H5Z_FILTER_SZIP;
    if (!known || H5Zfilter_avail(filter) <= 0)
      throw UnsupportedError(
          fmt::format("{} is stored with the filter '{}' (number {}), which is not accepted: save it "
                      "uncompressed or with gzip",
                      dataset.where(), name, filter));
  }
}

/// A text that HDF5 hands out in two calls.
template <typename Get>
std::string text_of(Get get, const std::string& where) {
  const ssize_t size = check(get(nullptr, 0), where, "its virtual sources cannot be read");
  std::string text(static_cast<std::size_t>(size) + 1, '\0');
  check(get(text.data(), text.size()), where, "its virtual sources cannot be read");
  text.pop_back();
  return text;
}

void inspect_source(const Dataset& dataset, const std::string& name, const std::string& source,
                    const VirtualSources& sources) {
  if (name.empty() || name == "." || name == ".." || name.find_first_of("/\\%") != std::string::npos)
    throw DataError(
        fmt::format("{} is a virtual data set over '{}': only bare file names in the same folder are "
                    "accepted",
                    dataset.where(), name));
  const fs::path path = fs::path(sources.folder) / name;
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() != fs::file_type::regular)
    throw DataError(dataset.where() + " is a virtual data set over " + path.string() +
                    ", which is missing or not a file");
  const File file = File::open(path.string(), path.string());
  inspect(file, {});
  const Dataset target = file.dataset(source);
  target.require(target.element() == Element::text ? Element::text : Element::number);
}

/// Sources must cover the whole data set: HDF5 fills what is missing with zeros.
void inspect_virtual(const Dataset& dataset, hid_t creation, const VirtualSources& sources) {
  if (!sources.allowed)
    throw UnsupportedError(dataset.where() +
                           " is a virtual data set, which reads other files: allow it with --allow-virtual");
  if (sources.folder.empty())
    throw UnsupportedError(dataset.where() +
                           " is a virtual data set, which cannot be read from a pipe: name the file");
  std::size_t count = 0, covered = 0;
  check(H5Pget_virtual_count(creation, &count), dataset.where(), "its virtual sources cannot be read");
  for (std::size_t i = 0; i < count; ++i) {
    const auto name = [&](char* out, std::size_t size) {
      return H5Pget_virtual_filename(creation, i, out, size);
    };
    const auto source = [&](char* out, std::size_t size) {
      return H5Pget_virtual_dsetname(creation, i, out, size);
    };
    inspect_source(dataset, text_of(name, dataset.where()), text_of(source, dataset.where()), sources);
    Handle space(
        check(H5Pget_virtual_vspace(creation, i), dataset.where(), "its virtual sources cannot be read"));
    covered += static_cast<std::size_t>(
        check(H5Sget_select_npoints(space), dataset.where(), "has virtual sources of unlimited extent"));
  }
  if (covered != element_count(dataset.shape()))
    throw DataError(fmt::format("{} is a virtual data set of {} values, of which its sources give {}",
                                dataset.where(), element_count(dataset.shape()), covered));
}

/// Reads one value, so that the filters and the conversion of the type are tried.
void read_first(const Dataset& dataset) {
  const Element element = dataset.element();
  const Shape shape = dataset.shape();
  if (element == Element::other || element_count(shape) == 0) return;
  const char* what = "cannot be read";
  Handle type(check(H5Dget_type(dataset.id()), dataset.where(), what));
  Handle selected(check(H5Dget_space(dataset.id()), dataset.where(), what));
  const std::vector<hsize_t> start(shape.size(), 0), count(shape.size(), 1);
  if (!shape.empty())
    check(H5Sselect_hyperslab(selected, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
          dataset.where(), what);
  Handle memory(check(H5Screate(H5S_SCALAR), dataset.where(), what));
  const auto read = [&](hid_t as, void* out) {
    return H5Dread(dataset.id(), as, memory, selected, H5P_DEFAULT, out);
  };
  double number = 0;
  if (element == Element::text)
    read_texts(type, 1, dataset.where(), read);
  else
    check(read(H5T_NATIVE_DOUBLE, &number), dataset.where(), what);
}

void inspect_dataset(const Dataset& dataset, const VirtualSources& sources) {
  const char* what = "its layout cannot be read";
  Handle creation(check(H5Dget_create_plist(dataset.id()), dataset.where(), what));
  if (check(H5Pget_external_count(creation), dataset.where(), what) > 0)
    throw DataError(dataset.where() + " is stored in another file (external storage), which is not accepted");
  inspect_filters(dataset, creation);
  if (check(H5Pget_layout(creation), dataset.where(), what) == H5D_VIRTUAL) {
    inspect_virtual(dataset, creation, sources);
  } else {
    H5Dget_storage_size(dataset.id());  // goes through the whole index of chunks
    read_first(dataset);
  }
}

}  // namespace

void inspect(const File& file, const VirtualSources& sources) {
  inspect_attributes(file);
  for (const Link& link : links_of(file)) {
    if (link.type == H5L_TYPE_SOFT) continue;
    if (link.type != H5L_TYPE_HARD)
      throw DataError(file.file_name() + ": /" + link.path +
                      " is a link to another file, which is not accepted");
    const std::string where = file.file_name() + ": /" + link.path;
    Handle handle(check(H5Oopen(file.id(), link.path.c_str(), H5P_DEFAULT), where, "cannot be opened"));
    const bool dataset = H5Iget_type(handle) == H5I_DATASET;
    if (H5Iget_type(handle) != H5I_DATATYPE)
      inspect_attributes(Object(std::move(handle), file.file_name(), "/" + link.path));
    if (dataset) inspect_dataset(file.dataset(link.path), sources);
  }
}

}  // namespace he::io::h5
