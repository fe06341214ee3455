// Implements the attributes of file.h.

#include "he/error.h"
#include "he/io/hdf5/detail.h"
#include "he/io/hdf5/file.h"

namespace he::io::h5 {
namespace {

/// An attribute that is open for reading; its size was checked against the file's.
struct Attribute {
  std::string where;
  Handle handle;
  Handle type;
  Shape shape;

  std::size_t count() const { return element_count(shape); }
};

Attribute open_attribute(const Object& object, const std::string& name) {
  Attribute attribute;
  attribute.where = object.where() + ": attribute '" + name + "'";
  if (!object.has_attribute(name)) throw DataError(attribute.where + " is missing");
  const char* what = "cannot be read";
  attribute.handle = Handle(check(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), attribute.where, what));
  attribute.type = Handle(check(H5Aget_type(attribute.handle), attribute.where, what));
  Handle space(check(H5Aget_space(attribute.handle), attribute.where, what));
  attribute.shape = shape_of(space, attribute.where);
  Shape bytes = attribute.shape;
  bytes.push_back(H5Tget_size(attribute.type));
  if (element_count(bytes) > file_size(object.id(), attribute.where))
    throw DataError(attribute.where + " is larger than its file: the file is damaged");
  return attribute;
}

template <typename Number>
std::vector<Number> read_as(const Attribute& attribute, hid_t type) {
  const H5T_class_t kind = H5Tget_class(attribute.type);
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) throw DataError(attribute.where + " is not a number");
  std::vector<Number> values(attribute.count());
  if (!values.empty())
    check(H5Aread(attribute.handle, type, values.data()), attribute.where, "cannot be read");
  return values;
}

Handle dataspace(const Shape& shape, const std::string& where) {
  const std::vector<hsize_t> extents = to_extents(shape);
  return Handle(check(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), where,
                      "cannot be written"));
}

void write_attribute(Object& object, const std::string& name, hid_t type, const Shape& shape,
                     const void* data) {
  const std::string where = object.where() + ": attribute '" + name + "'";
  if (object.has_attribute(name)) object.remove_attribute(name);
  Handle space = dataspace(shape, where);
  Handle attribute(check(H5Acreate2(object.id(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), where,
                         "cannot be written"));
  if (element_count(shape) > 0) check(H5Awrite(attribute, type, data), where, "cannot be written");
}

herr_t append_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Object::Object(Handle handle, std::string file, std::string path)
    : handle_(std::move(handle)), file_(std::move(file)), path_(std::move(path)) {}

std::string Object::where() const { return path_ == "/" ? file_ : file_ + ": " + path_; }

bool Object::has_attribute(const std::string& name) const {
  return check(H5Aexists(handle_, name.c_str()), where(), "its attributes cannot be read") > 0;
}

std::vector<std::string> Object::attribute_names() const {
  std::vector<std::string> names;
  hsize_t position = 0;
  check(H5Aiterate2(handle_, H5_INDEX_NAME, H5_ITER_INC, &position, append_name, &names), where(),
        "its attributes cannot be listed");
  return names;
}

std::vector<std::string> Object::attribute_strings(const std::string& name) const {
  const Attribute attribute = open_attribute(*this, name);
  return read_texts(attribute.type, attribute.count(), attribute.where,
                    [&](hid_t type, void* buffer) { return H5Aread(attribute.handle, type, buffer); });
}

std::string Object::attribute_string(const std::string& name) const {
  const std::vector<std::string> texts = attribute_strings(name);
  if (texts.size() > 1)
    throw DataError(where() + ": attribute '" + name + "' is a list where one text was expected");
  return texts.empty() ? "" : texts.front();
}

long long Object::attribute_integer(const std::string& name) const {
  const std::vector<long long> integers = attribute_integers(name);
  if (integers.size() != 1) throw DataError(where() + ": attribute '" + name + "' is not one integer");
  return integers.front();
}

std::vector<long long> Object::attribute_integers(const std::string& name) const {
  const Attribute attribute = open_attribute(*this, name);
  if (H5Tget_class(attribute.type) != H5T_INTEGER) throw DataError(attribute.where + " is not integers");
  return read_as<long long>(attribute, H5T_NATIVE_LLONG);
}

bool Object::attribute_is_real(const std::string& name) const {
  return H5Tget_class(open_attribute(*this, name).type) == H5T_FLOAT;
}

Array Object::attribute_numbers(const std::string& name) const {
  const Attribute attribute = open_attribute(*this, name);
  return {attribute.shape, read_as<double>(attribute, H5T_NATIVE_DOUBLE)};
}

Bytes Object::attribute_bytes(const std::string& name) const {
  const Attribute attribute = open_attribute(*this, name);
  if (H5Tget_class(attribute.type) != H5T_INTEGER || H5Tget_size(attribute.type) != 1)
    throw DataError(attribute.where + " is not bytes");
  return read_as<unsigned char>(attribute, H5T_NATIVE_UCHAR);
}

void Object::set_attribute(const std::string& name, const std::string& text) {
  const Handle type = text_type({text}, where());
  write_attribute(*this, name, type, {}, pack({text}, H5Tget_size(type)).data());
}

void Object::set_attribute(const std::string& name, const std::vector<std::string>& texts) {
  const Handle type = text_type(texts, where());
  write_attribute(*this, name, type, {texts.size()}, pack(texts, H5Tget_size(type)).data());
}

void Object::set_attribute(const std::string& name, long long integer) {
  write_attribute(*this, name, H5T_NATIVE_LLONG, {}, &integer);
}

void Object::set_attribute(const std::string& name, const std::vector<long long>& integers) {
  write_attribute(*this, name, H5T_NATIVE_LLONG, {integers.size()}, integers.data());
}

void Object::set_attribute(const std::string& name, const Array& numbers) {
  write_attribute(*this, name, H5T_NATIVE_DOUBLE, numbers.shape, numbers.values.data());
}

void Object::set_attribute(const std::string& name, const Bytes& bytes) {
  write_attribute(*this, name, H5T_NATIVE_UCHAR, {bytes.size()}, bytes.data());
}

void Object::remove_attribute(const std::string& name) {
  check(H5Adelete(handle_, name.c_str()), where(), "attribute '" + name + "' cannot be removed");
}

}  // namespace he::io::h5
