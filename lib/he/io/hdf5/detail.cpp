#include "he/io/hdf5/detail.h"

#include <algorithm>

#include "he/error.h"
#include "he/io/bytes/descriptor.h"

namespace he::io::h5 {
namespace {

std::vector<std::string> read_variable(hid_t type, std::size_t count, const std::string& where,
                                       const std::function<herr_t(hid_t, void*)>& read) {
  std::vector<char*> pointers(count, nullptr);
  check(read(type, pointers.data()), where, "text cannot be read");
  std::vector<std::string> texts;
  for (const char* pointer : pointers) texts.emplace_back(pointer ? pointer : "");
  const hsize_t extent = count;
  Handle space(check(H5Screate_simple(1, &extent, nullptr), where, "text cannot be read"));
  check(H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data()), where, "text cannot be read");
  return texts;
}

/// What stands in a field of fixed length, without its padding.
std::string unpadded(std::string field, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM) return field.substr(0, field.find('\0'));
  const char filler = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  field.erase(field.find_last_not_of(filler) + 1);
  return field;
}

}  // namespace

Shape shape_of(hid_t space, const std::string& where) {
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return {0};
  const int rank = check(H5Sget_simple_extent_ndims(space), where, "its extents cannot be read");
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space, extents.data(), nullptr), where, "its extents cannot be read");
  return Shape(extents.begin(), extents.end());
}

std::vector<hsize_t> to_extents(const Shape& shape) { return {shape.begin(), shape.end()}; }

std::size_t file_size(hid_t id, const std::string& where) {
  Handle file(check(H5Iget_file_id(id), where, "its file cannot be found"));
  hsize_t size = 0;
  check(H5Fget_filesize(file, &size), where, "the size of its file cannot be read");
  return size;
}

void require_written(const Object& object) {
  const DescriptorState* state = state_of(object.id(), object.where());
  if (state != nullptr && state->error != 0)
    throw IoError(object.where() + ": " + error_text(state->error) + "; nothing was written");
}

Handle text_type(const std::vector<std::string>& texts, const std::string& where) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  Handle type(check(H5Tcopy(H5T_C_S1), where, "cannot be written"));
  check(H5Tset_size(type, width), where, "cannot be written");
  check(H5Tset_strpad(type, H5T_STR_NULLPAD), where, "cannot be written");
  check(H5Tset_cset(type, H5T_CSET_UTF8), where, "cannot be written");
  return type;
}

std::string pack(const std::vector<std::string>& texts, std::size_t width) {
  std::string packed;
  packed.reserve(texts.size() * width);
  for (const std::string& text : texts) packed.append(text).append(width - text.size(), '\0');
  return packed;
}

std::vector<std::string> read_texts(hid_t file_type, std::size_t count, const std::string& where,
                                    const std::function<herr_t(hid_t, void*)>& read) {
  if (H5Tget_class(file_type) != H5T_STRING) throw DataError(where + " is not text");
  if (count == 0) return {};
  Handle type(check(H5Tcopy(file_type), where, "text cannot be read"));
  if (check(H5Tis_variable_str(type), where, "text cannot be read") > 0)
    return read_variable(type, count, where, read);
  const std::size_t width = H5Tget_size(type);
  std::string packed(count * width, '\0');
  check(read(type, packed.data()), where, "text cannot be read");
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(unpadded(packed.substr(i * width, width), H5Tget_strpad(type)));
  return texts;
}

}  // namespace he::io::h5
