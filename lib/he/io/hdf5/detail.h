#pragma once

#include <functional>
#include <string>
#include <vector>

#include "he/io/hdf5/file.h"

/// What the sources of he/io/hdf5.h share.
namespace he::io::h5 {

struct Link {
  std::string path;
  H5L_type_t type;
};

/// Every link below the root, each object's members once.
std::vector<Link> links_of(const File& file);

Dataset open_dataset(hid_t group, const std::string& path, const std::string& file,
                     const std::string& full_path);

/// Extents of a dataspace; {0} for a null one.
Shape shape_of(hid_t space, const std::string& where);

/// Extents as HDF5 takes them.
std::vector<hsize_t> to_extents(const Shape& shape);

/// Bytes of the file that an identifier belongs to.
std::size_t file_size(hid_t id, const std::string& where);

/// Throws IoError where a write into the file of `object` has failed, this one or another.
void require_written(const Object& object);

/// A type of text with room for the longest of these, UTF-8, filled with zeros.
Handle text_type(const std::vector<std::string>& texts, const std::string& where);

/// The texts one after the other, each filled with zeros to the type's size.
std::string pack(const std::vector<std::string>& texts, std::size_t width);

/// `count` texts of a type on file; `read` fetches them into a buffer as elements of the type that it is
/// given.
std::vector<std::string> read_texts(hid_t file_type, std::size_t count, const std::string& where,
                                    const std::function<herr_t(hid_t type, void* buffer)>& read);

}  // namespace he::io::h5
