#include "he/io/hdf5/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "he/error.h"
#include "he/io/hdf5/detail.h"

namespace he::io::h5 {
namespace {

/// What every file of this process needs: no messages of HDF5's own, no plug-ins, no folder but the file's
/// own for the sources of virtual data sets, and no clean-up at exit, which would write to files that could
/// not be closed. The latter is refused, harmlessly, where HDF5 is already in use.
void start_library() {
  static const bool started = [] {
    H5dont_atexit();
    unsetenv("HDF5_VDS_PREFIX");
    return H5open() >= 0 && H5PLset_loading_state(0) >= 0;
  }();
  if (!started) throw IoError("the HDF5 library cannot be started");
  check(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "HDF5", "error messages cannot be silenced");
}

/// Access without file locks, which read-only media and some network file systems refuse.
Handle file_access(const std::string& name) {
  start_library();
  Handle access(check(H5Pcreate(H5P_FILE_ACCESS), name, "cannot be opened"));
  check(H5Pset_file_locking(access, false, true), name, "cannot be opened");
  return access;
}

/// The usual driver looks for a file's name in its folder, where one in memory has none.
Handle memory_access(const std::string& name) {
  Handle access = file_access(name);
  check(H5Pset_fapl_stdio(access), name, "cannot be opened");
  return access;
}

Handle descriptor_access(DescriptorState& state, const std::string& name) {
  Handle access = file_access(name);
  set_descriptor_driver(access, state, name);
  return access;
}

Handle open_root(hid_t file, const std::string& name) {
  return Handle(
      check(H5Gopen2(file, "/", H5P_DEFAULT), name, "damaged HDF5 file: its root cannot be opened"));
}

/// The first, most specific entry of HDF5's error stack.
herr_t take_first(unsigned number, const H5E_error2_t* entry, void* text) {
  if (number == 0 && entry->desc) *static_cast<std::string*>(text) = entry->desc;
  return 0;
}

/// The operating system's words within HDF5's, "… error message = 'No space left on device' …"; empty where
/// there are none.
std::string system_reason(const std::string& reason) {
  const std::string key = "error message = '";
  const std::size_t begin = reason.find(key);
  if (begin == std::string::npos) return {};
  const std::size_t end = reason.find('\'', begin + key.size());
  return reason.substr(begin + key.size(), end - begin - key.size());
}

std::string join(const std::string& folder, const std::string& name) {
  return (folder == "/" ? "" : folder) + "/" + name;
}

H5O_type_t object_type(hid_t group, const std::string& path) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string step = path.substr(0, end);
    if (H5Lexists(group, step.c_str(), H5P_DEFAULT) <= 0) return H5O_TYPE_UNKNOWN;
    if (H5Oexists_by_name(group, step.c_str(), H5P_DEFAULT) <= 0) return H5O_TYPE_UNKNOWN;
  }
  H5O_info_t info;
  if (H5Oget_info_by_name2(group, path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
    return H5O_TYPE_UNKNOWN;
  return info.type;
}

herr_t append_link(hid_t, const char* name, const H5L_info_t* info, void* links) {
  static_cast<std::vector<Link>*>(links)->push_back({name, info->type});
  return 0;
}

}  // namespace

Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Handle::~Handle() {
  if (id_ >= 0) H5Idec_ref(id_);
}

void fail(const std::string& where, const std::string& what) {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);
  if (reason.find("Fletcher32") != std::string::npos)
    throw DataError(where + ": " + what + ": its checksum does not match, the file is damaged");
  const std::string system = system_reason(reason);
  if (system == std::strerror(ENOSPC))
    throw IoError(where + ": no space left on device; nothing was written");
  if (!system.empty()) throw IoError(where + ": " + what + ": " + system);
  throw DataError(where + ": " + what + (reason.empty() ? "" : " (HDF5: " + reason + ")"));
}

bool Group::has_group(const std::string& path) const { return object_type(id(), path) == H5O_TYPE_GROUP; }

bool Group::has_dataset(const std::string& path) const { return object_type(id(), path) == H5O_TYPE_DATASET; }

std::vector<std::string> Group::children() const {
  std::vector<Link> links;
  hsize_t position = 0;
  check(H5Literate(id(), H5_INDEX_NAME, H5_ITER_INC, &position, append_link, &links), where(),
        "its content cannot be listed");
  std::vector<std::string> names;
  for (Link& link : links) names.push_back(std::move(link.path));
  return names;
}

std::vector<Link> links_of(const File& file) {
  std::vector<Link> links;
  check(H5Lvisit(file.id(), H5_INDEX_NAME, H5_ITER_INC, append_link, &links), file.file_name(),
        "damaged HDF5 file: its objects cannot be listed");
  return links;
}

Group Group::group(const std::string& path) const {
  const std::string full = join(this->path(), path);
  if (!has_group(path)) throw DataError(file_name() + ": the group " + full + " is missing");
  Handle handle(
      check(H5Gopen2(id(), path.c_str(), H5P_DEFAULT), file_name() + ": " + full, "cannot be opened"));
  return Group(std::move(handle), file_name(), full);
}

Group Group::create_group(const std::string& path) {
  if (has_group(path)) return group(path);
  const std::string full = join(this->path(), path);
  const std::string place = file_name() + ": " + full;
  Handle links(check(H5Pcreate(H5P_LINK_CREATE), place, "cannot be created"));
  check(H5Pset_create_intermediate_group(links, 1), place, "cannot be created");
  Handle creation(check(H5Pcreate(H5P_GROUP_CREATE), place, "cannot be created"));
  check(H5Pset_obj_track_times(creation, false), place, "cannot be created");
  Handle handle(
      check(H5Gcreate2(id(), path.c_str(), links, creation, H5P_DEFAULT), place, "cannot be created"));
  return Group(std::move(handle), file_name(), full);
}

Dataset Group::dataset(const std::string& path) const {
  const std::string full = join(this->path(), path);
  if (!has_dataset(path)) throw DataError(file_name() + ": the data set " + full + " is missing");
  return open_dataset(id(), path, file_name(), full);
}

File::File(Handle handle, Handle root, const std::string& name)
    : Group(std::move(root), name, "/"), file_(std::move(handle)) {}

File File::open(const std::string& path, const std::string& name) {
  return open(path, name, file_access(name));
}

File File::open(const MemoryFile& memory, const std::string& name) {
  return open(memory.path(), name, memory_access(name));
}

File File::open(const std::string& path, const std::string& name, hid_t access) {
  Handle file(check(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), name, "damaged HDF5 file"));
  Handle root = open_root(file, name);
  return File(std::move(file), std::move(root), name);
}

File File::create(const std::string& path, const std::string& name) {
  return create(path, name, file_access(name));
}

File File::create(DescriptorState& state, const std::string& name) {
  return create(name, name, descriptor_access(state, name));
}

File File::open(DescriptorState& state, const std::string& name) {
  return open(name, name, descriptor_access(state, name));
}

File File::create(const std::string& path, const std::string& name, hid_t access) {
  const char* what = "cannot be created";
  check(H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), name, what);
  check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), name, what);
  Handle creation(check(H5Pcreate(H5P_FILE_CREATE), name, what));
  check(H5Pset_obj_track_times(creation, false), name, what);
  Handle file(check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), name, what));
  Handle root = open_root(file, name);
  return File(std::move(file), std::move(root), name);
}

void File::close() {
  check(H5Fflush(file_, H5F_SCOPE_GLOBAL), file_name(), "cannot be written");
  check(H5Fclose(file_), file_name(), "cannot be closed");
}

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

/// The largest divisor of `extent` that is at most `limit`, and at least 1.
std::size_t largest_divisor(std::size_t extent, std::size_t limit) {
  std::size_t divisor = std::max<std::size_t>(std::min(extent, limit), 1);
  while (extent % divisor != 0) --divisor;
  return divisor;
}

}  // namespace

std::size_t rows_per_chunk(std::size_t rows, std::size_t row_bytes) {
  const std::size_t most = std::max<std::size_t>(kChunkBytes / std::max<std::size_t>(row_bytes, 1), 1);
  const std::size_t chunks = std::max<std::size_t>((rows + most - 1) / most, 1);
  return std::max<std::size_t>((rows + chunks - 1) / chunks, 1);
}

Shape chunk_shape(const Shape& shape, std::size_t element_bytes, std::size_t whole) {
  Shape chunk = shape;
  if (shape.empty() || element_count(shape) == 0) return chunk;
  const std::size_t row = element_count(shape) / shape[0] * element_bytes;
  chunk[0] = rows_per_chunk(shape[0], row);
  if (row <= kChunkBytes) return chunk;
  std::size_t run = element_bytes;
  for (std::size_t axis = shape.size(); axis-- > 1;) {
    if (axis + whole < shape.size()) chunk[axis] = largest_divisor(shape[axis], kChunkBytes / run);
    run *= chunk[axis];
    if (chunk[axis] < shape[axis]) run = kChunkBytes;  // what stands before is cut to single entries
  }
  return chunk;
}

}  // namespace he::io::h5
