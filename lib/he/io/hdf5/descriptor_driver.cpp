#include "he/io/hdf5/descriptor_driver.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <memory>

#include "he/io/bytes/descriptor.h"
#include "he/io/hdf5/file.h"

namespace he::io::h5 {
namespace {

constexpr herr_t done = 0, failed = -1;

/// What HDF5 holds of an open file: its own fields first, as it wants them.
struct Opened {
  H5FD_t common;
  DescriptorState* state;
  haddr_t end_of_addresses;
};

Opened& of(H5FD_t* file) { return *reinterpret_cast<Opened*>(file); }
const Opened& of(const H5FD_t* file) { return *reinterpret_cast<const Opened*>(file); }

bool may_write(const DescriptorState& state) { return state.error == 0 && !state.abandoned; }

H5FD_t* open_file(const char*, unsigned, hid_t access, haddr_t) {
  const auto* info = static_cast<DescriptorState* const*>(H5Pget_driver_info(access));
  if (info == nullptr) return nullptr;
  auto file = std::make_unique<Opened>();
  file->state = *info;
  return &file.release()->common;
}

herr_t close_file(H5FD_t* file) {
  delete &of(file);
  return done;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
  const std::less<DescriptorState*> less;
  return less(of(a).state, of(b).state) ? -1 : less(of(b).state, of(a).state) ? 1 : 0;
}

/// The features of HDF5's usual driver, so that the bytes of a file are the same.
herr_t query(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr)
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return done;
}

haddr_t end_of_addresses(const H5FD_t* file, H5FD_mem_t) { return of(file).end_of_addresses; }

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  of(file).end_of_addresses = address;
  return done;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) { return of(file).state->size; }

herr_t handle(H5FD_t* file, hid_t, void** result) {
  *result = of(file).state;
  return done;
}

/// In the words from which fail() makes a sentence.
herr_t fail_with(int error) {
  H5Epush2(H5E_DEFAULT, __FILE__, __func__, __LINE__, H5E_ERR_CLS, H5E_IO, H5E_READERROR,
           "error message = '%s'", std::strerror(error));
  return failed;
}

/// As HDF5 expects, zeros are read beyond the end. What was not written cannot be read again.
herr_t read_file(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer) {
  const DescriptorState& state = *of(file).state;
  if (state.error != 0) return fail_with(state.error);
  auto* to = static_cast<char*>(buffer);
  std::size_t count = 0;
  while (count < size) {
    const ssize_t got =
        pread(state.descriptor, to + count, size - count, static_cast<off_t>(address + count));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_with(errno);
    if (got == 0) break;
    count += static_cast<std::size_t>(got);
  }
  std::memset(to + count, 0, size - count);
  return done;
}

herr_t write_file(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer) {
  DescriptorState& state = *of(file).state;
  if (may_write(state))
    state.error = write_all_at(state.descriptor, address, {static_cast<const char*>(buffer), size});
  state.size = std::max<std::uint64_t>(state.size, address + size);
  return done;
}

herr_t truncate_file(H5FD_t* file, hid_t, hbool_t) {
  DescriptorState& state = *of(file).state;
  if (state.size == of(file).end_of_addresses) return done;
  state.size = of(file).end_of_addresses;
  if (may_write(state) && ftruncate(state.descriptor, static_cast<off_t>(state.size)) != 0)
    state.error = errno;
  return done;
}

herr_t lock(H5FD_t*, hbool_t) { return done; }
herr_t unlock(H5FD_t*) { return done; }

H5FD_class_t driver_class() {
  H5FD_class_t driver = {};
  driver.name = "descriptor";
  driver.maxaddr = (haddr_t{1} << 63) - 1;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(DescriptorState*);
  driver.open = open_file;
  driver.close = close_file;
  driver.cmp = compare;
  driver.query = query;
  driver.get_eoa = end_of_addresses;
  driver.set_eoa = set_end_of_addresses;
  driver.get_eof = end_of_file;
  driver.get_handle = handle;
  driver.read = read_file;
  driver.write = write_file;
  driver.truncate = truncate_file;
  driver.lock = lock;
  driver.unlock = unlock;
  constexpr H5FD_mem_t pools[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(pools), std::end(pools), driver.fl_map);
  return driver;
}

hid_t driver_id() {
  static const H5FD_class_t driver = driver_class();
  static const hid_t id = H5FDregister(&driver);
  return id;
}

}  // namespace

void set_descriptor_driver(hid_t access, DescriptorState& state, const std::string& where) {
  const char* what = "cannot be opened";
  DescriptorState* const info = &state;
  check(H5Pset_driver(access, check(driver_id(), where, what), &info), where, what);
}

const DescriptorState* state_of(hid_t object, const std::string& where) {
  const char* what = "its file cannot be found";
  const Handle file(check(H5Iget_file_id(object), where, what));
  const Handle access(check(H5Fget_access_plist(file), where, what));
  if (H5Pget_driver(access) != driver_id()) return nullptr;
  void* state = nullptr;
  check(H5Fget_vfd_handle(file, H5P_DEFAULT, &state), where, what);
  return static_cast<const DescriptorState*>(state);
}

}  // namespace he::io::h5
