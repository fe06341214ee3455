#pragma once

#include <string>
#include <vector>

#include "he/io/hdf5/file.h"
#include "he/tensor/scheme_info.h"

/// The root attributes that every file of this project carries.
namespace he::io {

/// Writes he_kind, he_version, he_scheme, he_creator and, where not plain, he_key_id and the scheme's public
/// values.
void write_header(h5::Group& root, const std::string& kind, const SchemeInfo& scheme);

/// The kind of a file; one without he_kind is a "model" if it has `model_config`, a "dataset" if it has `/x`.
/// Throws DataError naming what the file is and what reads it unless it is one of the `wanted` kinds,
/// UnsupportedError where its version or kind is newer than this program.
std::string require_kind(const h5::Group& root, const std::vector<std::string>& wanted);

/// Whether the kind of a file is "model".
bool holds_model(const h5::Group& root);

/// Whether `path` is an existing file that holds a secret key.
bool is_secret_key(const std::string& path);

/// The scheme of a file; plain where the file does not say. Throws DataError where an encrypted file lacks a
/// valid key id.
SchemeInfo read_scheme(const h5::Group& root);

/// Texts, such as names of features, as a data set of their own; nothing where there are none.
void write_texts(h5::File& file, const std::string& path, const std::vector<std::string>& names);

/// The names that write_texts() wrote; none where the file has no such data set.
std::vector<std::string> read_texts(const h5::File& file, const std::string& path);

}  // namespace he::io
