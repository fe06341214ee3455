#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "he/io/bytes/memory_file.h"
#include "he/io/hdf5/descriptor_driver.h"
#include "he/tensor/array.h"
#include "he/tensor/payload_layout.h"

/// HDF5's C API, owned and checked: every call that fails becomes a DataError (the content is at fault) or an
/// IoError (the system refused) that names the file and the object. Files from others are opened with
/// he/io/untrusted.h.
namespace he::io::h5 {

using Bytes = std::vector<unsigned char>;

/// Owner of one HDF5 identifier of any kind.
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept;
  ~Handle();

  operator hid_t() const { return id_; }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// Throws what the last HDF5 call failed with, as "WHERE: WHAT (reason)".
[[noreturn]] void fail(const std::string& where, const std::string& what);

/// The result of an HDF5 call that is negative on failure; fails with "WHERE: WHAT (reason)".
template <typename Result>
Result check(Result result, const std::string& where, const std::string& what) {
  if (result < 0) fail(where, what);
  return result;
}

/// What attributes hang on: a group, a data set, the root of a file.
class Object {
 public:
  Object(Handle handle, std::string file, std::string path);

  hid_t id() const { return handle_; }
  const std::string& file_name() const { return file_; }
  const std::string& path() const { return path_; }
  /// "FILE: /path", "FILE" for the root: how messages begin.
  std::string where() const;

  bool has_attribute(const std::string& name) const;
  std::vector<std::string> attribute_names() const;

  /// Text of fixed or variable length, scalar or one element; empty for a null dataspace.
  std::string attribute_string(const std::string& name) const;
  std::vector<std::string> attribute_strings(const std::string& name) const;
  long long attribute_integer(const std::string& name) const;
  std::vector<long long> attribute_integers(const std::string& name) const;
  /// Whether it holds floating-point numbers.
  bool attribute_is_real(const std::string& name) const;
  /// Numbers of any integer or float type.
  Array attribute_numbers(const std::string& name) const;
  Bytes attribute_bytes(const std::string& name) const;

  /// Replaces the attribute of this name. Text is stored in fixed length, UTF-8.
  void set_attribute(const std::string& name, const std::string& text);
  void set_attribute(const std::string& name, const char* text) { set_attribute(name, std::string(text)); }
  void set_attribute(const std::string& name, const std::vector<std::string>& texts);
  void set_attribute(const std::string& name, long long integer);
  void set_attribute(const std::string& name, const std::vector<long long>& integers);
  void set_attribute(const std::string& name, const Array& numbers);
  void set_attribute(const std::string& name, const Bytes& bytes);
  void remove_attribute(const std::string& name);

 private:
  Handle handle_;
  std::string file_;
  std::string path_;
};

enum class Element { number, text, byte, other };

/// Numbers, texts or bytes with extents. Rows are the entries of the first extent.
class Dataset : public Object {
 public:
  using Object::Object;

  /// How payload of these numbers was written: uint32 for unsigned integers of 32 bits, float64 for all else.
  NumberType number_type() const;
  Element element() const;  ///< byte: unsigned integers of 8 bits, which can be read as numbers too
  /// Extents. Throws DataError where their product overflows.
  Shape shape() const;
  /// Rows of one chunk; 0 where the layout is not chunked.
  std::size_t chunk_rows() const;
  /// Throws DataError where the type is not the wanted one, or where the file holds less than the shape
  /// promises (never written, truncated or hostile). The reading functions below call it before they take
  /// memory.
  void require(Element wanted) const;

  Array read_numbers() const;
  std::vector<std::string> read_strings() const;
  Bytes read_bytes() const;

  /// Rows [first, first + count) into `out`, which holds as many elements. Call require() once before.
  void read_rows(std::size_t first, std::size_t count, double* out) const;
  void read_rows(std::size_t first, std::size_t count, unsigned char* out) const;
  std::vector<std::string> read_string_rows(std::size_t first, std::size_t count) const;
  void write_rows(std::size_t first, std::size_t count, const double* in);
  void write_rows(std::size_t first, std::size_t count, const unsigned char* in);
  /// Writes one whole chunk, which begins at `start`, as it stands on file: its elements and their
  /// Fletcher-32. Three times as fast as write_rows(), where HDF5 computes the checksum.
  void write_chunk(const Shape& start, const std::string& bytes);
};

/// A folder within a file.
class Group : public Object {
 public:
  using Object::Object;

  /// Paths may have several steps ("dense/dense/kernel:0"); soft links are followed, one that dangles does
  /// not exist.
  bool has_group(const std::string& path) const;
  bool has_dataset(const std::string& path) const;
  std::vector<std::string> children() const;  ///< names of the direct links, sorted

  Group group(const std::string& path) const;
  Dataset dataset(const std::string& path) const;

  /// Creates the groups on the way as well; opens what exists.
  Group create_group(const std::string& path);
  /// Numbers in chunks of the extents `chunk`, each with a checksum; {}: chunk_shape() decides.
  Dataset create_numbers(const std::string& path, const Shape& shape, NumberType type = NumberType::float64,
                         const Shape& chunk = {});
  Dataset create_bytes(const std::string& path, const Shape& shape, const Shape& chunk = {});

  void write_numbers(const std::string& path, const Array& numbers);
  /// As another type on file, such as H5T_IEEE_F32LE.
  void write_numbers(const std::string& path, const Array& numbers, hid_t type);
  void write_strings(const std::string& path,
                     const std::vector<std::string>& texts);  ///< fixed length, UTF-8
  void write_bytes(const std::string& path, const Shape& shape, const Bytes& bytes);

 private:
  Dataset create(const std::string& path, hid_t type, const Shape& shape, Shape chunk);
};

/// An open file; its root group.
class File : public Group {
 public:
  /// Opens a file of our own for reading, unchecked; `name` is how messages call it.
  static File open(const std::string& path, const std::string& name);
  /// The same in memory; `memory` may go while the file is open.
  static File open(const MemoryFile& memory, const std::string& name);
  /// Creates or truncates a file. Equal content gives equal bytes: no times are stored.
  static File create(const std::string& path, const std::string& name);
  /// Fills an open file, which must be empty; `state` tells what became of it, and outlives it.
  static File create(DescriptorState& state, const std::string& name);
  /// Opens what was filled so.
  static File open(DescriptorState& state, const std::string& name);

  /// Flushes and closes a written file, and with it what is open in it; throws IoError where that fails.
  void close();

 private:
  static File open(const std::string& path, const std::string& name, hid_t access);
  static File create(const std::string& path, const std::string& name, hid_t access);
  File(Handle handle, Handle root, const std::string& name);

  Handle file_;
};

/// Whole rows in a chunk of at most 1 MB, but at least one; such that the last chunk is about as full as the
/// others.
std::size_t rows_per_chunk(std::size_t rows, std::size_t row_bytes);

/// Extents of the chunks of a data set: whole rows of at most 1 MB in sum. A row that is larger is cut into
/// equal runs of at most 1 MB, but not within its last `whole` extents, which are read together.
Shape chunk_shape(const Shape& shape, std::size_t element_bytes, std::size_t whole = 0);

}  // namespace he::io::h5
