// Implements what file.h creates and writes whole.

#include "he/io/hdf5/detail.h"
#include "he/io/hdf5/file.h"

namespace he::io::h5 {
namespace {

/// Chunks with a checksum each. One value, or none, lies in the object's header, which has its
/// own.
Handle layout_for(const Shape& shape, const Shape& chunk_extents, const std::string& where) {
  const char* what = "cannot be created";
  Handle creation(check(H5Pcreate(H5P_DATASET_CREATE), where, what));
  check(H5Pset_obj_track_times(creation, false), where, what);
  check(H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER), where, what);
  if (shape.empty() || element_count(shape) == 0) {
    check(H5Pset_layout(creation, H5D_COMPACT), where, what);
    return creation;
  }
  const std::vector<hsize_t> chunk = to_extents(chunk_extents);
  check(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), where, what);
  check(H5Pset_fletcher32(creation), where, what);
  return creation;
}

void write_whole(const Dataset& dataset, hid_t type, const void* in) {
  if (element_count(dataset.shape()) == 0) return;
  check(H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, in), dataset.where(),
        "cannot be written");
  require_written(dataset);
}

}  // namespace

Dataset Group::create(const std::string& path, hid_t type, const Shape& shape, Shape chunk) {
  const std::string full = (this->path() == "/" ? "" : this->path()) + "/" + path;
  const std::string place = file_name() + ": " + full;
  const char* what = "cannot be created";
  if (const std::size_t slash = path.rfind('/'); slash != std::string::npos)
    create_group(path.substr(0, slash));
  const std::vector<hsize_t> extents = to_extents(shape);
  Handle space(
      check(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), place, what));
  if (chunk.empty()) chunk = chunk_shape(shape, H5Tget_size(type));
  Handle layout = layout_for(shape, chunk, place);
  Handle handle(
      check(H5Dcreate2(id(), path.c_str(), type, space, H5P_DEFAULT, layout, H5P_DEFAULT), place, what));
  return Dataset(std::move(handle), file_name(), full);
}

Dataset Group::create_numbers(const std::string& path, const Shape& shape, NumberType type,
                              const Shape& chunk) {
  return create(path, type == NumberType::uint32 ? H5T_STD_U32LE : H5T_IEEE_F64LE, shape, chunk);
}

Dataset Group::create_bytes(const std::string& path, const Shape& shape, const Shape& chunk) {
  return create(path, H5T_STD_U8LE, shape, chunk);
}

void Group::write_numbers(const std::string& path, const Array& numbers) {
  write_whole(create_numbers(path, numbers.shape), H5T_NATIVE_DOUBLE, numbers.values.data());
}

void Group::write_numbers(const std::string& path, const Array& numbers, hid_t type) {
  write_whole(create(path, type, numbers.shape, {}), H5T_NATIVE_DOUBLE, numbers.values.data());
}

void Group::write_strings(const std::string& path, const std::vector<std::string>& texts) {
  const Handle type = text_type(texts, file_name() + ": " + path);
  write_whole(create(path, type, {texts.size()}, {}), type, pack(texts, H5Tget_size(type)).data());
}

void Group::write_bytes(const std::string& path, const Shape& shape, const Bytes& bytes) {
  write_whole(create_bytes(path, shape), H5T_NATIVE_UCHAR, bytes.data());
}

}  // namespace he::io::h5
